"""The flag is set before the value is there."""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False
        self.value = None
        self.lock = threading.Lock()

    def get(self):
        if not self.made:
            with self.lock:
                if not self.made:
                    self.made = True
                    self.value = self.factory()
        return self.value
