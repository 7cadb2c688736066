"""Checks and books with no lock.

one_seat: oversold
"""


class Theatre:
    def __init__(self, seats):
        self.free = list(range(seats))
        self.taken = {}

    def book(self, who):
        for seat in self.free:
            if seat not in self.taken:
                self.taken[seat] = who
                return True
        return False
