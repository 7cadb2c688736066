"""A writer waits with `if`, and meets another writer.

two_writers: nothing
three_writers: lost-update
"""

import threading
from contextlib import contextmanager


class ReadWriteLock:
    def __init__(self):
        self.condition = threading.Condition()
        self.readers = 0
        self.writing = False

    @contextmanager
    def read(self):
        with self.condition:
            while self.writing:
                self.condition.wait()
            self.readers += 1
        try:
            yield
        finally:
            with self.condition:
                self.readers -= 1
                self.condition.notify_all()

    @contextmanager
    def write(self):
        with self.condition:
            if self.readers or self.writing:
                self.condition.wait()
            self.writing = True
        try:
            yield
        finally:
            with self.condition:
                self.writing = False
                self.condition.notify_all()
