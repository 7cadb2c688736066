"""One lock for both: readers are never together.

readers_together: deadlock
reader_and_writer: nothing
"""

import threading


class ReadWriteLock:
    def __init__(self):
        self.lock = threading.Lock()

    def read(self):
        return self.lock

    write = read
