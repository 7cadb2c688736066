"""The first caller makes it, the others wait for an Event.

made_once: nothing
"""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.first = threading.Lock()
        self.done = threading.Event()
        self.value = None

    def get(self):
        if self.first.acquire(blocking=False):
            self.value = self.factory()
            self.done.set()
        self.done.wait()
        return self.value
