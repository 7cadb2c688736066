"""Looks without the lock for speed, and looks again with it.

one_seat: nothing
"""

import threading


class Theatre:
    def __init__(self, seats):
        self.free = seats
        self.lock = threading.Lock()

    def book(self, who):
        if not self.free:
            return False
        with self.lock:
            if self.free:
                self.free -= 1
                return True
        return False
