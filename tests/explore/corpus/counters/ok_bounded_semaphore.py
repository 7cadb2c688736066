"""A bounded semaphore, acquired and released by hand.

twice_each: nothing
"""

import threading


class Counter:
    def __init__(self):
        self.gate = threading.BoundedSemaphore(value=1)
        self.value = 0

    def increment(self, n=1):
        self.gate.acquire()
        try:
            self.value += n
        finally:
            self.gate.release()
