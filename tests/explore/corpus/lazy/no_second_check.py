"""Takes the lock after the check and does not check again.

made_once: made-twice
"""

import threading


class Lazy:
    _nothing = object()

    def __init__(self, factory):
        self.factory = factory
        self.value = self._nothing
        self.lock = threading.Lock()

    def get(self):
        if self.value is self._nothing:
            with self.lock:
                self.value = self.factory()
        return self.value
