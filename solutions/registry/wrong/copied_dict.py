"""A copy of the dict, put in its place."""

import threading


class Registry:
    def __init__(self):
        self.entries = {}

    def put(self, value):
        entries = dict(self.entries)
        entries[threading.get_ident()] = value
        self.entries = entries

    def get(self):
        return self.entries[threading.get_ident()]

    def clear(self):
        entries = dict(self.entries)
        entries.pop(threading.get_ident(), None)
        self.entries = entries
