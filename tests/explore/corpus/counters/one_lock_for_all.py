"""One global lock makes every counter wait for every other.

two_counters: deadlock
two_increments: nothing
bad_amount: nothing
"""

import threading

LOCK = threading.Lock()


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self, n=1):
        with LOCK:
            self.value += n
