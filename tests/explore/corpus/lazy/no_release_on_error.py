"""A factory that raises leaves the lock taken.

retried: deadlock
made_once: nothing
"""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory, self.lock = factory, threading.Lock()

    def get(self):
        self.lock.acquire()
        if not hasattr(self, "value"):
            self.value = self.factory()
        self.lock.release()
        return self.value
