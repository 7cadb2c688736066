"""A Condition used as a lock, and as a queue of those who wait.

two_increments: nothing
three_increments: nothing
"""

import threading


class Counter:
    def __init__(self):
        self.free = threading.Condition()
        self.busy = False
        self.value = 0

    def increment(self, n=1):
        with self.free:
            while self.busy:
                self.free.wait()
            self.busy = True
        self.value += n
        with self.free:
            self.busy = False
            self.free.notify()
