"""Wrong: keeps a copy of the number in the object, and shows that."""

from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0)
        self.value = 0

    def increment(self):
        with self._value.get_lock():
            self._value.value += 1
            self.value = self._value.value
