"""A semaphore that lets two in is no lock.

two_increments: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self.gate = threading.Semaphore(2)
        self.value = 0

    def increment(self, n=1):
        with self.gate:
            self.value += n
