"""The value itself lives in a queue of one.

two_increments: nothing
two_amounts: nothing
"""

from queue import SimpleQueue


class Counter:
    def __init__(self):
        self.box = SimpleQueue()
        self.box.put(0)

    def increment(self, n=1):
        self.box.put(self.box.get() + n)

    @property
    def value(self):
        count = self.box.get()
        self.box.put(count)
        return count
