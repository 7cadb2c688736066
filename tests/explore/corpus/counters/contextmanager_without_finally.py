"""A generator context manager that forgets `finally`.

bad_amount: deadlock
two_increments: nothing
"""

import threading
from contextlib import contextmanager


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    @contextmanager
    def locked(self):
        self.lock.acquire()
        yield
        self.lock.release()

    def increment(self, n=1):
        with self.locked():
            self.value += n
