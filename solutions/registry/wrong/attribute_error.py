"""AttributeError instead of LookupError."""

import threading


class Registry:
    def __init__(self):
        self.local = threading.local()

    def put(self, value):
        self.local.value = value

    def get(self):
        return self.local.value

    def clear(self):
        self.local.__dict__.pop("value", None)
