"""The textbook answer.

two_increments: nothing
three_increments: nothing
two_amounts: nothing
twice_each: nothing
bad_amount: nothing
two_counters: nothing
another_is_made: nothing
"""

import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self._value = 0

    def increment(self, n=1):
        with self._lock:
            self._value += n

    @property
    def value(self):
        with self._lock:
            return self._value
