"""An addition that raises leaves the lock taken.

bad_amount: deadlock
two_increments: nothing
"""

import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self, n=1):
        self.lock.acquire()
        self.value += n
        self.lock.release()
