"""The write is inside the lock, the read is not.

two_increments: lost-update
twice_each: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        new = self.value + n
        with self._lock:
            self.value = new
