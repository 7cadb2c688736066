"""Waits a second for the lock and then adds whether it has it or not.

two_increments: lost-update
two_increments(timeouts=late): nothing
"""

import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        got = self.lock.acquire(timeout=1)
        self.value += n
        if got:
            self.lock.release()
