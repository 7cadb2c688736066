"""The lock is kept when the factory raises."""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False
        self.lock = threading.Lock()

    def get(self):
        self.lock.acquire()
        if not self.made:
            self.value = self.factory()
            self.made = True
        self.lock.release()
        return self.value
