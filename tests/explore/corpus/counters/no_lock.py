"""Adds with no lock at all.

two_increments: lost-update
three_increments: lost-update
two_amounts: lost-update
twice_each: lost-update
bad_amount: nothing
two_counters: nothing
"""


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self, n=1):
        self.value += n
