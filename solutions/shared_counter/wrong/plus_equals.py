"""Wrong: reads and writes without holding the Value's lock over both."""

from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0)

    def increment(self):
        self._value.value += 1

    @property
    def value(self):
        return self._value.value
