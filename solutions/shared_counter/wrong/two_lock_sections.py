"""Wrong: takes the lock for reading and again for writing, and lets go in between."""

from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0)

    def increment(self):
        with self._value.get_lock():
            number = self._value.value
        with self._value.get_lock():
            self._value.value = number + 1

    @property
    def value(self):
        return self._value.value
