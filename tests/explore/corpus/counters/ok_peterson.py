"""Peterson's algorithm: two flags and a turn, no lock at all.

two_increments: nothing
"""

import threading


class Counter:
    def __init__(self):
        self.wants = [False, False]
        self.turn = 0
        self.value = 0
        self.seats = {}

    def increment(self, n=1):
        me = 0 if self.seats.setdefault("first", threading.get_ident()) == threading.get_ident() else 1
        other = 1 - me
        self.wants[me] = True
        self.turn = other
        while self.wants[other] and self.turn == other:
            pass
        self.value += n
        self.wants[me] = False
