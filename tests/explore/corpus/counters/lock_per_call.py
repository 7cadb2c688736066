"""Makes a new lock in every call, so nobody ever waits.

two_increments: lost-update
three_increments: lost-update
"""

import threading


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self, n=1):
        lock = threading.Lock()
        with lock:
            self.value += n
