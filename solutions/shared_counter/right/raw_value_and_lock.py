"""`shared_counter` with a bare number in shared memory and a lock made beside it, once."""

from multiprocessing import Lock
from multiprocessing.sharedctypes import RawValue


class SharedCounter:
    def __init__(self):
        self.number = RawValue("q", 0)
        self.lock = Lock()

    def increment(self):
        self.lock.acquire()
        try:
            self.number.value = self.number.value + 1
        finally:
            self.lock.release()

    @property
    def value(self):
        with self.lock:
            return self.number.value
