"""Appends the results as they come.

two_workers: wrong-order
one_fails: nothing
"""

import queue
import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle, self.results = handle, []
        self.todo = queue.Queue()
        self.threads = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while True:
            job = self.todo.get()
            if job is self:
                break
            try:
                self.results.append(self.handle(job))
            except Exception as error:
                self.results.append(error)
            finally:
                self.todo.task_done()

    def submit(self, x):
        self.todo.put(x)

    def join(self):
        self.todo.join()

    def close(self):
        for _ in self.threads:
            self.todo.put(self)
        for thread in self.threads:
            thread.join()
        return self.results
