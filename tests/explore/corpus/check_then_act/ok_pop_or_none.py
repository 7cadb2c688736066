"""`list.pop` claims a seat in one operation; empty is an exception.

one_seat: nothing
two_seats: nothing
"""


class Theatre:
    def __init__(self, seats):
        self.free = [f"seat {i}" for i in range(seats)]

    def book(self, who):
        try:
            return self.free.pop()
        except IndexError:
            return None
