"""Another style: semaphores only; everybody goes through a turnstile, which a writer keeps shut."""

import threading
from contextlib import contextmanager


class ReadWriteLock:
    def __init__(self):
        self.turnstile = threading.Lock()
        self.mutex = threading.Lock()
        self.room_empty = threading.Semaphore(1)
        self.readers = 0

    @contextmanager
    def read(self):
        with self.turnstile:
            pass
        with self.mutex:
            self.readers += 1
            if self.readers == 1:
                self.room_empty.acquire()
        try:
            yield self
        finally:
            with self.mutex:
                self.readers -= 1
                if self.readers == 0:
                    self.room_empty.release()

    @contextmanager
    def write(self):
        with self.turnstile:
            self.room_empty.acquire()
            try:
                yield self
            finally:
                self.room_empty.release()
