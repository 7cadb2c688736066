"""The count is a dictionary entry.

two_increments: lost-update
"""


class Counter:
    def __init__(self):
        self.counts = {}

    def increment(self, n=1):
        self.counts["n"] = self.counts.get("n", 0) + n

    @property
    def value(self):
        return self.counts["n"]
