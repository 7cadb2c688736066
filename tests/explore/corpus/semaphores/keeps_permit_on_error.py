"""A task that raises keeps its permit.

after_an_error: deadlock
at_most_two: nothing
"""

import threading


class Limiter:
    def __init__(self, n):
        self.permits = threading.Semaphore(n)

    def run(self, f):
        self.permits.acquire()
        result = f()
        self.permits.release()
        return result
