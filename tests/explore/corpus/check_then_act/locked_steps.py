"""Every method is locked; the two calls together are not.

one_seat: oversold
"""

import threading


class Theatre:
    def __init__(self, seats):
        self.seats, self.lock = seats, threading.RLock()

    def has_free(self):
        with self.lock:
            return self.seats > 0

    def take_one(self):
        with self.lock:
            self.seats -= 1

    def book(self, who):
        if self.has_free():
            self.take_one()
            return True
        return False
