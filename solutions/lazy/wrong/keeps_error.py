"""An error is kept for ever."""

import threading


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False
        self.error = None
        self.lock = threading.Lock()

    def get(self):
        with self.lock:
            if not self.made:
                self.made = True
                try:
                    self.value = self.factory()
                except Exception as error:
                    self.error = error
            if self.error is not None:
                raise self.error
            return self.value
