"""`clear` builds a new dictionary by iterating over the old one.

cleared_beside: crash
"""

import threading


class Registry:
    def __init__(self):
        self.entries = {}

    def put(self, value):
        self.entries[threading.get_ident()] = value

    def get(self):
        return self.entries[threading.get_ident()]

    def clear(self):
        me = threading.get_ident()
        kept = {}
        for ident in self.entries:
            if ident != me:
                kept[ident] = self.entries[ident]
        self.entries = kept
