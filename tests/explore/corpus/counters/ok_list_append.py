"""`list.append` is one operation: the count is the list's length.

two_increments: nothing
three_increments: nothing
"""


class Counter:
    def __init__(self):
        self._ticks = []

    def increment(self):
        self._ticks.append(None)

    @property
    def value(self):
        return len(self._ticks)
