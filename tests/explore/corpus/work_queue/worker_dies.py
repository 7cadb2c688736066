"""A task that raises kills its worker, and `join` waits for what nobody does.

one_fails: deadlock
two_workers: nothing
"""

import queue
import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle, self.results, self.n = handle, {}, 0
        self.todo = queue.Queue()
        for _ in range(workers):
            threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        while True:
            number, x = self.todo.get()
            if number is None:
                self.todo.task_done()
                return
            try:
                self.results[number] = self.handle(x)
            finally:
                self.todo.task_done()

    def submit(self, x):
        self.todo.put((self.n, x))
        self.n += 1

    def join(self):
        self.todo.join()

    def close(self):
        self.todo.put((None, None))
        self.todo.put((None, None))
        self.todo.join()
        return [self.results[i] for i in range(self.n)]
