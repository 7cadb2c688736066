"""Everything under the lock.

made_once: nothing
retried: nothing
two_lazies: nothing
"""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False
        self.lock = threading.Lock()

    def get(self):
        with self.lock:
            if not self.made:
                self.value = self.factory()
                self.made = True
            return self.value
