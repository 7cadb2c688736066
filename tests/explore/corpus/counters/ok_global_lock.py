"""One lock for the module: slow with many counters, and right with one.

two_increments: nothing
three_increments: nothing
another_is_made: nothing
"""

from threading import Lock

_lock = Lock()
_totals = {}


class Counter:
    def increment(self, n=1):
        with _lock:
            _totals[self] = _totals.get(self, 0) + n

    @property
    def value(self):
        return _totals.get(self, 0)
