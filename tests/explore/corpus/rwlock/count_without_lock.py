"""Counts the readers without a lock.

two_readers_one_writer: deadlock, torn-read, crash
"""

import contextlib
import threading


class ReadWriteLock:
    def __init__(self):
        self.readers = 0
        self.writing = threading.Lock()

    @contextlib.contextmanager
    def read(self):
        self.readers += 1
        if self.readers == 1:
            self.writing.acquire()
        yield
        self.readers -= 1
        if self.readers == 0:
            self.writing.release()

    @contextlib.contextmanager
    def write(self):
        with self.writing:
            yield
