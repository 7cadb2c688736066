"""Copies the dictionary, changes the copy and puts it back.

own_entry: crash
"""

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
