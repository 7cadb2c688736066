"""Double-checked locking without the second check."""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False
        self.lock = threading.Lock()

    def get(self):
        if not self.made:
            with self.lock:
                self.value = self.factory()
                self.made = True
        return self.value
