"""Another style: the registry is itself a threading.local, whose __init__ runs in each thread."""

import threading


class Registry(threading.local):
    def __init__(self):
        self.entry = []

    def put(self, value):
        self.entry[:] = [value]

    def get(self):
        if not self.entry:
            raise LookupError("nothing was put in this thread")
        return self.entry[0]

    def clear(self):
        self.entry.clear()
