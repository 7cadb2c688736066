"""None means that there is no entry."""

import threading


class Registry:
    def __init__(self):
        self.local = threading.local()

    def put(self, value):
        self.local.value = value

    def get(self):
        value = getattr(self.local, "value", None)
        if value is None:
            raise LookupError("nothing here")
        return value

    def clear(self):
        self.local.value = None
