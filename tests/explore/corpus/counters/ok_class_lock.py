"""The lock is an attribute of the class.

two_increments: nothing
another_is_made: nothing
"""

import threading


class Counter:
    _lock = threading.Lock()

    def __init__(self):
        self.value = 0

    def increment(self, n=1):
        with type(self)._lock:
            self.value += n
