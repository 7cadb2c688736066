"""`task_done` in `finally`, an end marker for each worker, results by number.

two_workers: nothing
one_fails: nothing
"""

import queue
import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle, self.n, self.results = handle, 0, {}
        self.todo = queue.Queue()
        self.threads = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while True:
            job = self.todo.get()
            try:
                if job is None:
                    return
                number, x = job
                try:
                    self.results[number] = self.handle(x)
                except Exception as error:
                    self.results[number] = error
            finally:
                self.todo.task_done()

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
        return [result for _, result in sorted(self.results.items())]
