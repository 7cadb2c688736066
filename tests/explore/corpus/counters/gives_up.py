"""Adds only when the lock happens to be free.

two_increments: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        if self.lock.acquire(blocking=False):
            try:
                self.value += n
            finally:
                self.lock.release()
