"""Copies the dictionary in one operation and sums the copy.

report_while_adding: nothing
"""


class Stock:
    def __init__(self, kinds):
        self.kinds = dict(kinds)

    def total(self):
        amount = 0
        for kind, n in self.kinds.copy().items():
            amount += n
        return amount

    def add(self, kind, n):
        self.kinds[kind] = n
