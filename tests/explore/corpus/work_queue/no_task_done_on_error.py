"""A task that raises is never done.

one_fails: deadlock
two_workers: nothing
"""

import queue
import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle, self.n = handle, 0
        self.todo = queue.Queue()
        self.results = {}
        self.threads = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while (job := self.todo.get()) is not None:
            number, x = job
            try:
                self.results[number] = self.handle(x)
                self.todo.task_done()
            except Exception as error:
                self.results[number] = error

    def submit(self, x):
        self.todo.put((self.n, x))
        self.n += 1

    def join(self):
        self.todo.join()

    def close(self):
        for _ in self.threads:
            self.todo.put(None)
        for thread in self.threads:
            thread.join()
        return [self.results[i] for i in range(self.n)]
