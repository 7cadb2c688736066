"""Double-checked locking, done right: the value comes before the flag.

made_once: nothing
retried: nothing
two_lazies: nothing
"""

import threading


class Lazy:
    def __init__(self, factory):
        self._factory = factory
        self._lock = threading.Lock()
        self._ready = False
        self._value = None

    def get(self):
        if self._ready:
            return self._value
        with self._lock:
            if not self._ready:
                self._value = self._factory()
                self._ready = True
            return self._value
