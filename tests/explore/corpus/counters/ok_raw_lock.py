"""A lock straight from `_thread`, and the module imported by name.

two_increments: nothing
"""

import importlib

_thread = importlib.import_module("_thread")


class Counter:
    def __init__(self):
        self.lock = _thread.allocate_lock()
        self.value = 0

    def increment(self, n=1):
        with self.lock:
            self.value += n
