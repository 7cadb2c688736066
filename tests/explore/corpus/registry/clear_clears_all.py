"""`clear` empties everybody's entries.

cleared_beside: crash
own_entry: nothing
"""

from threading import get_ident


class Registry:
    def __init__(self):
        self.entries = {}

    def put(self, value):
        self.entries[get_ident()] = value

    def get(self):
        return self.entries[get_ident()]

    def clear(self):
        self.entries.clear()
