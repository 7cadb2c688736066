"""One end marker for two workers.

two_workers: deadlock
"""

import queue
import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle, self.results, self.n = handle, {}, 0
        self.todo = queue.Queue()
        self.threads = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while True:
            job = self.todo.get()
            if job is None:
                return
            number, x = job
            self.results[number] = self.handle(x)
            self.todo.task_done()

    def submit(self, x):
        self.todo.put((self.n, x))
        self.n += 1

    def join(self):
        self.todo.join()

    def close(self):
        self.todo.put(None)
        for thread in self.threads:
            thread.join()
        return [self.results[i] for i in range(self.n)]
