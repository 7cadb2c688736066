"""Check and booking are one critical section.

one_seat: nothing
two_seats: nothing
"""

import threading


class Theatre:
    def __init__(self, seats):
        self.seats = seats
        self.booked = []
        self.lock = threading.Lock()

    def book(self, who):
        with self.lock:
            if len(self.booked) >= self.seats:
                return False
            self.booked.append(who)
            return True
