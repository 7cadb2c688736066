"""Reads into a local, adds, writes back.

two_increments: lost-update
"""


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self, n=1):
        current = self.value
        print("adding", n, "to", current)
        current = current + n
        self.value = current
