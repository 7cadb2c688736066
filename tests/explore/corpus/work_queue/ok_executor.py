"""Futures remember order and errors by themselves.

two_workers: nothing
one_fails: nothing
"""

from concurrent.futures import ThreadPoolExecutor, wait


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle = handle
        self.pool = ThreadPoolExecutor(workers)
        self.futures = []

    def submit(self, x):
        self.futures.append(self.pool.submit(self.handle, x))

    def join(self):
        wait(self.futures)

    def close(self):
        self.pool.shutdown(wait=True)
        return [future.exception() or future.result() for future in self.futures]
