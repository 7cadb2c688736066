"""A reader takes one permit, a writer takes them all.

readers_together: nothing
reader_and_writer: nothing
two_writers: nothing
"""

import threading
from contextlib import contextmanager

READERS = 2


class ReadWriteLock:
    def __init__(self):
        self.permits = threading.Semaphore(READERS)
        self.one_writer = threading.Lock()

    def read(self):
        return self.permits

    @contextmanager
    def write(self):
        with self.one_writer:
            for _ in range(READERS):
                self.permits.acquire()
        try:
            yield
        finally:
            self.permits.release(READERS)
