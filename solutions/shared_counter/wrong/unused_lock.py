"""Wrong: makes a lock that it never takes."""

from multiprocessing import Lock, Value


class SharedCounter:
    def __init__(self):
        self._lock = Lock()
        self._value = Value("i", 0)

    def increment(self):
        if self._lock:
            self._value.value += 1

    @property
    def value(self):
        return self._value.value
