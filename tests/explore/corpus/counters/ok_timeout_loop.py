"""Asks for the lock with a timeout, until it has it.

two_increments: nothing
two_increments(timeouts=late): nothing
"""

import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        while not self.lock.acquire(timeout=0.1):
            print("still waiting")
        try:
            self.value += n
        finally:
            self.lock.release()
