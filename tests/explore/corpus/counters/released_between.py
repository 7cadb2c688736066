"""Holds the lock for the read and again for the write, not in between.

two_increments: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        self._lock.acquire()
        current = self.value
        self._lock.release()
        current += n
        self._lock.acquire()
        self.value = current
        self._lock.release()
