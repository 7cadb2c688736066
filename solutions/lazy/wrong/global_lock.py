"""One lock for all lazies."""

import threading

lock = threading.Lock()


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False

    def get(self):
        with lock:
            if not self.made:
                self.value = self.factory()
                self.made = True
            return self.value
