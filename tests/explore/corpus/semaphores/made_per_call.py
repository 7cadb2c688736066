"""A new semaphore in every call limits nobody.

at_most_two: too-many
both_at_once: nothing
"""

from threading import Semaphore


class Limiter:
    def __init__(self, n):
        self.n = n

    def run(self, f):
        with Semaphore(self.n):
            return f()
