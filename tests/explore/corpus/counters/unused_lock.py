"""Owns a lock and never takes it.

two_increments: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        if self.lock:
            self.value += n
