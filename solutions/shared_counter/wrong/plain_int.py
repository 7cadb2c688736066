"""Wrong: a plain attribute: each process counts its own copy."""

from multiprocessing import Lock


class SharedCounter:
    def __init__(self):
        self.value = 0
        self._lock = Lock()

    def increment(self):
        with self._lock:
            self.value += 1
