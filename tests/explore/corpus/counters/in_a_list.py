"""The count is the only cell of a list.

three_increments: lost-update
"""


class Counter:
    def __init__(self):
        self.cell = [0]

    def increment(self, n=1):
        self.cell[0] += n

    @property
    def value(self):
        (count,) = self.cell
        return count
