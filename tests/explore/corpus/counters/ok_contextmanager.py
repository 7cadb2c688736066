"""A generator context manager with `finally`.

two_increments: nothing
bad_amount: nothing
"""

import contextlib
import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    @contextlib.contextmanager
    def locked(self):
        self.lock.acquire()
        try:
            yield self
        finally:
            self.lock.release()

    def increment(self, n=1):
        with self.locked() as me:
            me.value += n
