"""A list without a lock beside the semaphore."""

import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.out = []
        self.permits = threading.Semaphore(len(self.free))

    def acquire(self, timeout=None):
        if not self.permits.acquire(timeout=timeout):
            raise TimeoutError
        connection = self.free[0]
        self.free.remove(connection)
        self.out.append(connection)
        return connection

    def release(self, c):
        if c not in self.out:
            raise ValueError
        self.out = [other for other in self.out if other is not c]
        self.free.append(c)
        self.permits.release()

    @contextmanager
    def lease(self):
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)
