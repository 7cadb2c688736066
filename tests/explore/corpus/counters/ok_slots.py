"""A class with `__slots__` and keyword arguments.

two_increments: nothing
two_amounts: nothing
"""

import threading


class Counter:
    __slots__ = ("_lock", "value")

    def __init__(self, *, start=0):
        self._lock = threading.Lock()
        self.value = start

    def increment(self, n=1):
        with self._lock:
            self.value = sum((self.value, n))
