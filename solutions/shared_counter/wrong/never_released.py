"""Wrong: takes the lock and never lets go: one process counts, the others wait."""

from multiprocessing import Value


class SharedCounter:
    def __init__(self):
        self._value = Value("i", 0)

    def increment(self):
        self._value.get_lock().acquire()
        self._value.value += 1

    @property
    def value(self):
        return self._value.get_obj().value
