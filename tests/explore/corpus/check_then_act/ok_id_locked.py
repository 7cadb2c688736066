"""Adds and reads under the lock.

two_ids: nothing
"""

import threading


class Desk:
    last = 0

    def __init__(self):
        self.lock = threading.Lock()

    def new_id(self):
        with self.lock:
            self.last = (number := self.last + 1)
        return number
