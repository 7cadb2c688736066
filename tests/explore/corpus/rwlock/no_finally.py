"""A reader that raises stays counted.

reader_raises: deadlock
reader_and_writer: nothing
"""

import threading
from contextlib import contextmanager


class ReadWriteLock:
    def __init__(self):
        self.condition = threading.Condition()
        self.readers = 0

    @contextmanager
    def read(self):
        with self.condition:
            self.readers += 1
        yield
        with self.condition:
            self.readers -= 1
            self.condition.notify_all()

    @contextmanager
    def write(self):
        with self.condition:
            while self.readers:
                self.condition.wait()
            yield
