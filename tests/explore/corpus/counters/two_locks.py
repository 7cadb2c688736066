"""Up and down use different locks.

up_and_down: lost-update
two_increments: nothing
"""

import threading


class Counter:
    def __init__(self):
        self.up, self.down = threading.Lock(), threading.Lock()
        self.value = 0

    def increment(self, n=1):
        with self.up:
            self.value += n

    def decrement(self, n=1):
        with self.down:
            self.value -= n
