"""Looks without the lock, then takes the lock to book.

one_seat: oversold
two_seats: oversold
"""

import threading


class Theatre:
    def __init__(self, seats):
        self.seats = seats
        self.booked = []
        self.lock = threading.Lock()

    def book(self, who):
        if len(self.booked) < self.seats:
            with self.lock:
                self.booked.append(who)
                return True
        return False
