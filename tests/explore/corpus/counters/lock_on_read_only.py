"""The read is inside the lock, the write is not.

two_increments: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        with self._lock:
            current = self.value
        self.value = current + n
