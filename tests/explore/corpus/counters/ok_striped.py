"""Several cells, each with its lock; the value is their sum.

two_increments: nothing
three_increments: nothing
"""

import itertools
import threading


class Counter:
    STRIPES = 2

    def __init__(self):
        self.locks = [threading.Lock() for _ in range(self.STRIPES)]
        self.cells = [0] * self.STRIPES
        self.turn = itertools.count()

    def increment(self, n=1):
        i = next(self.turn) % self.STRIPES
        with self.locks[i]:
            self.cells[i] += n

    @property
    def value(self):
        return sum(self.cells)
