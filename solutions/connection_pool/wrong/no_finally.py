"""lease() without finally."""

import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.out = []
        self.lock = threading.Lock()
        self.permits = threading.Semaphore(len(self.free))

    def acquire(self, timeout=None):
        if not self.permits.acquire(timeout=timeout):
            raise TimeoutError
        with self.lock:
            connection = self.free.pop()
            self.out.append(connection)
            return connection

    def release(self, c):
        with self.lock:
            if c not in self.out:
                raise ValueError
            self.out.remove(c)
            self.free.append(c)
        self.permits.release()

    @contextmanager
    def lease(self):
        connection = self.acquire()
        yield connection
        self.release(connection)
