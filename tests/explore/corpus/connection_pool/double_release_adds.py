"""A plain Semaphore takes any number of releases.

released_twice: extra-slot
two_users: nothing
"""

import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.slots = threading.Semaphore(len(self.free))

    def acquire(self, timeout=None):
        if not self.slots.acquire(timeout=timeout):
            raise TimeoutError
        return self.free.pop()

    def release(self, connection):
        self.free.append(connection)
        self.slots.release()

    @contextmanager
    def lease(self):
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)
