"""A semaphore of one is a lock.

two_increments: nothing
three_increments: nothing
bad_amount: nothing
"""

from threading import Semaphore


class Counter:
    def __init__(self):
        self.gate = Semaphore()
        self.value = 0

    def increment(self, n=1):
        with self.gate:
            self.value += n
