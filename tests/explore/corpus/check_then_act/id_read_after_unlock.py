"""Adds under the lock and reads the result after it.

two_ids: same-id
"""

import threading


class Desk:
    def __init__(self):
        self.last = 0
        self.lock = threading.Lock()

    def new_id(self):
        with self.lock:
            self.last += 1
        return self.last
