"""Wrong: makes a lock of its own in every call: nobody else ever waits for it."""

from multiprocessing import Lock, Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0)

    def increment(self):
        with Lock():
            self._value.value += 1

    @property
    def value(self):
        return self._value.value
