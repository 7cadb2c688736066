"""One permit too many.

at_most_two: too-many
both_at_once: nothing
"""

import threading


class Limiter:
    def __init__(self, n):
        self.permits = threading.Semaphore(0)
        for _ in range(n + 1):
            self.permits.release()

    def run(self, f):
        with self.permits:
            return f()
