"""Wrong: a threading.Lock, which each process has a copy of."""

import threading
from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0)
        self._lock = threading.Lock()

    def increment(self):
        with self._lock:
            self._value.value += 1

    @property
    def value(self):
        return self._value.value
