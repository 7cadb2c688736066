"""A property whose getter and setter each take the lock; `+=` takes it twice.

two_increments: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self._value = 0

    @property
    def value(self):
        with self._lock:
            return self._value

    @value.setter
    def value(self, new):
        with self._lock:
            self._value = new

    def increment(self, n=1):
        self.value += n
