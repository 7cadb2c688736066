"""Counts, but hands one out twice."""

import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self.connections = list(connections)
        self.out = []
        self.used = 0
        self.lock = threading.Lock()
        self.permits = threading.Semaphore(len(self.connections))

    def acquire(self, timeout=None):
        if not self.permits.acquire(timeout=timeout):
            raise TimeoutError
        with self.lock:
            connection = self.connections[self.used]
            self.used += 1
            self.out.append(connection)
            return connection

    def release(self, c):
        with self.lock:
            if c not in self.out:
                raise ValueError
            self.out.remove(c)
            self.used -= 1
        self.permits.release()

    @contextmanager
    def lease(self):
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)
