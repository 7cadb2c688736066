"""A dict by get_ident()."""

import threading


class Registry:
    def __init__(self):
        self.entries = {}

    def put(self, value):
        self.entries[threading.get_ident()] = value

    def get(self):
        return self.entries[threading.get_ident()]

    def clear(self):
        self.entries.pop(threading.get_ident(), None)
