"""`deque.append` is one operation, and the amounts are summed later.

two_increments: nothing
two_amounts: nothing
"""

from collections import deque


class Counter:
    def __init__(self):
        self._amounts = deque()
        self.add = self._amounts.append

    def increment(self, n=1):
        self.add(n)

    @property
    def value(self):
        return sum(self._amounts)
