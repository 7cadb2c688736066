"""Each seat is a permit of a semaphore.

one_seat: nothing
two_seats: nothing
"""

from threading import Semaphore


class Theatre:
    def __init__(self, seats):
        self.permits = Semaphore(seats)

    def book(self, who):
        return self.permits.acquire(blocking=False)
