"""By thread number: right while no number is used again.

own_entry: nothing
cleared_beside: nothing
"""

import threading


class Registry:
    entries: dict = {}

    def put(self, value):
        self.entries[threading.get_ident()] = value

    def get(self):
        return self.entries[threading.get_ident()]

    def clear(self):
        self.entries.pop(threading.get_ident(), None)
