"""Wrong: asks for a Value without a lock."""

from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0, lock=False)

    def increment(self):
        self._value.value += 1

    @property
    def value(self):
        return self._value.value
