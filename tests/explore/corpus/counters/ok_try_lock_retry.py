"""Tries for the lock again and again, without waiting.

two_increments: nothing
"""

import threading
import time


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        while not self.lock.acquire(False):
            time.sleep(0)
        self.value += n
        self.lock.release()
