"""`join` waits until the queue is empty, not until the last task is done.

two_workers: joined-early
"""

import queue
import threading
import time


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle, self.results, self.n = handle, {}, 0
        self.todo = queue.Queue()
        self.threads = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        for number, x in iter(self.todo.get, None):
            self.results[number] = self.handle(x)

    def submit(self, x):
        self.todo.put((self.n, x))
        self.n += 1

    def join(self):
        while not self.todo.empty():
            time.sleep(0.1)

    def close(self):
        for _ in self.threads:
            self.todo.put(None)
        for thread in self.threads:
            thread.join()
        return [self.results[i] for i in range(self.n)]
