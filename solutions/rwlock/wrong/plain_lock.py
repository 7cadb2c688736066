"""A plain lock for both."""

import threading


class ReadWriteLock:
    def __init__(self):
        self.lock = threading.Lock()

    def read(self):
        return self.lock

    def write(self):
        return self.lock
