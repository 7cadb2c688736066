"""An RLock, because `increment` calls another locked method.

two_increments: nothing
three_increments: nothing
bad_amount: nothing
"""

import threading as th


class Counter:
    def __init__(self):
        self.lock = th.RLock()
        self.value = 0

    def _store(self, new):
        with self.lock:
            self.value = new

    def increment(self, n=1):
        with self.lock:
            self._store(self.value + n)
