"""Another style: double-checked locking, with the second check, and the mark written last."""

from threading import RLock

_UNMADE = object()


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.value = _UNMADE
        self.lock = RLock()

    def get(self):
        if self.value is _UNMADE:
            with self.lock:
                if self.value is _UNMADE:
                    self.value = self.factory()
        return self.value
