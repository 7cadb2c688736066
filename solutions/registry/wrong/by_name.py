"""A dict by the thread's name."""

import threading


class Registry:
    def __init__(self):
        self.entries = {}

    def put(self, value):
        self.entries[threading.current_thread().name] = value

    def get(self):
        return self.entries[threading.current_thread().name]

    def clear(self):
        self.entries.pop(threading.current_thread().name, None)
