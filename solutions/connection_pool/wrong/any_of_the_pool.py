"""Only strangers are refused."""

import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.all = list(connections)
        self.lock = threading.Lock()
        self.permits = threading.Semaphore(len(self.free))

    def acquire(self, timeout=None):
        if not self.permits.acquire(timeout=timeout):
            raise TimeoutError
        with self.lock:
            connection = self.free.pop()
            return connection

    def release(self, c):
        with self.lock:
            if c not in self.all:
                raise ValueError
            self.free.append(c)
        self.permits.release()

    @contextmanager
    def lease(self):
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)
