"""Decides under the lock, acts after it.

one_seat: oversold
"""

import threading


class Theatre:
    def __init__(self, seats):
        self.seats, self.sold = seats, 0
        self.lock = threading.Lock()

    def book(self, who):
        with self.lock:
            ok = self.sold != self.seats
        if ok:
            with self.lock:
                self.sold += 1
        return ok
