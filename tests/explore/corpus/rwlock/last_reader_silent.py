"""The last reader notifies nobody.

reader_and_writer: deadlock
two_writers: nothing
"""

import threading
from contextlib import contextmanager


class ReadWriteLock:
    def __init__(self):
        self.condition = threading.Condition()
        self.readers, self.writing = 0, False

    @contextmanager
    def read(self):
        with self.condition:
            self.condition.wait_for(lambda: not self.writing)
            self.readers += 1
        try:
            yield
        finally:
            with self.condition:
                self.readers -= 1

    @contextmanager
    def write(self):
        with self.condition:
            self.condition.wait_for(lambda: not self.writing and not self.readers)
            self.writing = True
        try:
            yield
        finally:
            with self.condition:
                self.writing = False
                self.condition.notify_all()
