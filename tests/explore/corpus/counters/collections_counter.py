"""`collections.Counter` is a dictionary, and `+=` on its entry is not atomic.

two_increments: lost-update
"""

import collections


class Counter:
    def __init__(self):
        self.seen = collections.Counter()

    def increment(self, n=1):
        self.seen["n"] += n

    @property
    def value(self):
        return self.seen["n"]
