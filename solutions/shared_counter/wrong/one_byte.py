"""Wrong: counts in a single byte: after 127 comes -128."""

from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("b", 0)

    def increment(self):
        with self._value.get_lock():
            self._value.value += 1

    @property
    def value(self):
        return self._value.value
