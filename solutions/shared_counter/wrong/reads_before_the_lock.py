"""Wrong: reads the number before it takes the lock."""

from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0)

    def increment(self):
        number = self._value.value + 1
        with self._value.get_lock():
            self._value.value = number

    @property
    def value(self):
        return self._value.value
