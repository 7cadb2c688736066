"""Each thread keeps its own list in a `threading.local`, made known once.

two_increments: nothing
three_increments: nothing
"""

import threading


class Counter:
    def __init__(self):
        self._mine = threading.local()
        self._all = []

    def increment(self, n=1):
        try:
            mine = self._mine.ticks
        except AttributeError:
            mine = self._mine.ticks = []
            self._all.append(mine)
        mine.append(n)

    @property
    def value(self):
        return sum(map(sum, self._all))
