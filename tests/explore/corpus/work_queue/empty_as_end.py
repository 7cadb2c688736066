"""Workers end when the queue is empty, also before anything was put in.

two_workers: deadlock
"""

import queue
import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle, self.results = handle, {}
        self.todo = queue.Queue()
        self.threads = [threading.Thread(target=self.work) for _ in range(workers)]
        self.started = False

    def work(self):
        while not self.todo.empty():
            x = self.todo.get()
            self.results[x] = self.handle(x)
            self.todo.task_done()

    def submit(self, x):
        self.todo.put(x)

    def join(self):
        for thread in self.threads:
            thread.start()
        self.todo.join()

    def close(self):
        for thread in self.threads:
            thread.join()
        return [self.results[x] for x in sorted(self.results)]
