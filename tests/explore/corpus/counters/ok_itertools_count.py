"""`next(itertools.count())` is one operation.

two_increments: nothing
three_increments: nothing
"""

import itertools


class Counter:
    def __init__(self):
        self._ids = itertools.count()
        self._taken = set()

    def increment(self):
        self._taken.add(next(self._ids))

    @property
    def value(self):
        return len(self._taken)
