"""Reference: the check and the making under one lock, one lock for each Lazy."""

import threading


class Lazy:
    """Keeps what ``factory()`` returns."""

    def __init__(self, factory):
        self._factory = factory
        self._lock = threading.Lock()  # one each: lazies have nothing to do with each other
        self._made = False  # a flag, since None can be the value
        self._value = None

    def get(self):
        """Return what the factory made; make it if that was not done yet."""
        with self._lock:  # released on error as well
            if not self._made:
                self._value = self._factory()
                # Only now: if the factory raised, nothing is made.
                self._made = True
            return self._value
