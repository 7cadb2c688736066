"""All values share a lock, so making one waits for making another.

two_lazies: deadlock
made_once: nothing
"""

import threading

_lock = threading.Lock()


class Lazy:
    def __init__(self, factory):
        self._factory = factory
        self._made = []

    def get(self):
        with _lock:
            if not self._made:
                self._made.append(self._factory())
        return self._made[0]
