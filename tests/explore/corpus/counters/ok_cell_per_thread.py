"""Each thread adds to its own cell, so there is nothing to lock.

two_increments: nothing
two_amounts: nothing
"""

import threading


class Counter:
    def __init__(self):
        self._cells = {}

    def increment(self, n=1):
        me = threading.get_ident()
        self._cells[me] = self._cells.get(me, 0) + n

    @property
    def value(self):
        return sum(self._cells.values())
