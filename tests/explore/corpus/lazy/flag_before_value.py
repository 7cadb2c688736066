"""Double-checked, with the flag set before the value is there.

made_once: half-made
retried: forgotten
"""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.ready = False
        self.value = None
        self.lock = threading.Lock()

    def get(self):
        if not self.ready:
            with self.lock:
                if not self.ready:
                    self.ready = True
                    self.value = self.factory()
        return self.value
