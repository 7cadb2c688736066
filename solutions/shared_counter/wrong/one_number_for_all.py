"""Wrong: one number for all counters."""

from multiprocessing import Value


class SharedCounter:
    _value = Value("i", 0)

    def increment(self):
        with self._value.get_lock():
            self._value.value += 1

    @property
    def value(self):
        return self._value.value
