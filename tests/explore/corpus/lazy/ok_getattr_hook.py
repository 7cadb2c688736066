"""`__getattr__` fills the attribute in under the lock.

made_once: nothing
"""

import threading


class Lazy:
    def __init__(self, factory):
        self._factory = factory
        self._lock = threading.Lock()

    def __getattr__(self, name):
        if name != "value":
            raise AttributeError(name)
        with self._lock:
            if "value" not in vars(self):
                vars(self)["value"] = self._factory()
            return vars(self)["value"]

    def get(self):
        return self.value
