"""Iterates over a dictionary that another thread makes longer.

report_while_adding: crash
"""


class Stock:
    def __init__(self, kinds):
        self.kinds = dict(kinds)

    def total(self):
        amount = 0
        for kind in self.kinds:
            amount += self.kinds[kind]
        return amount

    def add(self, kind, n):
        self.kinds[kind] = n
