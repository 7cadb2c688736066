"""Asks for forgiveness: the attribute is made when it is missing.

made_once: nothing
retried: nothing
"""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.lock = threading.RLock()

    def get(self):
        try:
            return self.value
        except AttributeError:
            with self.lock:
                if "value" not in self.__dict__:
                    self.value = self.factory()
                return self.value
