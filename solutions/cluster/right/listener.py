"""`cluster` with a Listener on 127.0.0.1 and one thread of the master for each worker."""

import multiprocessing
import queue
import threading
from collections import namedtuple
from multiprocessing.connection import Client, Listener

Report = namedtuple("Report", "results retries")


def work(address, authkey, func):
    with Client(address, authkey=authkey) as master:
        while True:
            try:
                task = master.recv()
            except EOFError:
                return
            try:
                answer = func(task)
            except Exception as error:
                answer = error
            master.send(answer)


class Master:
    def __init__(self, func, tasks, authkey, max_attempts):
        self.func, self.tasks, self.authkey = func, list(tasks), authkey
        self.max_attempts = max_attempts
        self.lock = threading.Lock()
        self.left = len(self.tasks)
        self.retries = 0
        self.results = {}
        self.todo = queue.Queue()
        for number in range(len(self.tasks)):
            self.todo.put((number, 1))

    def done(self, number, answer):
        with self.lock:
            self.results[number] = answer
            self.left -= 1
            if self.left == 0:
                self.todo.put(None)

    def lead(self):
        """Lead one worker, and its successors."""
        while True:
            with Listener(("127.0.0.1", 0), authkey=self.authkey) as listener:
                process = multiprocessing.Process(
                    target=work, args=(listener.address, self.authkey, self.func)
                )
                process.start()
                connection = listener.accept()
            with connection:
                end = self.give_tasks(connection)
            process.join()
            if end:
                return

    def give_tasks(self, connection):
        while True:
            job = self.todo.get()
            if job is None:
                self.todo.put(None)
                return True
            number, attempt = job
            if attempt > 1:
                with self.lock:
                    self.retries += 1
            try:
                connection.send(self.tasks[number])
                answer = connection.recv()
            except (EOFError, OSError):
                if attempt >= self.max_attempts:
                    self.done(number, RuntimeError(f"gave up task {number}"))
                else:
                    self.todo.put((number, attempt + 1))
                return False
            self.done(number, answer)


def run(func, tasks, workers, authkey, max_attempts=3):
    master = Master(func, tasks, authkey, max_attempts)
    if not master.tasks:
        return Report([], 0)
    threads = [threading.Thread(target=master.lead) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Report([master.results[n] for n in range(len(master.tasks))], master.retries)
