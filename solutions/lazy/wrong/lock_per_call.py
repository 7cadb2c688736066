"""A new lock for each call."""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False

    def get(self):
        with threading.Lock():
            if not self.made:
                self.value = self.factory()
                self.made = True
            return self.value
