"""Another style: an executor, whose futures keep the results in order."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait


class WorkQueue:
    def __init__(self, workers, handle):
        self.pool = ThreadPoolExecutor(max_workers=workers)
        self.handle = handle
        self.futures = []
        self.guard = threading.Lock()

    def submit(self, x):
        with self.guard:
            self.futures.append(self.pool.submit(self.handle, x))

    def join(self):
        with self.guard:
            pending = list(self.futures)
        wait(pending)

    def close(self):
        self.pool.shutdown(wait=True)
        return [future.exception() or future.result() for future in self.futures]
