"""The lock is held only while the factory runs."""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False
        self.lock = threading.Lock()

    def get(self):
        if not self.made:
            with self.lock:
                value = self.factory()
            self.value = value
            self.made = True
        return self.value
