"""None means that nothing is made."""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.value = None
        self.lock = threading.Lock()

    def get(self):
        with self.lock:
            if self.value is None:
                self.value = self.factory()
            return self.value
