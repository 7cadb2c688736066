"""Announces the free slot before the connection is back on the list: who comes then loses it.

two_users: deadlock
"""

import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.slots = threading.Semaphore(len(self.free))

    def acquire(self):
        self.slots.acquire()
        return self.free.pop()

    @contextmanager
    def lease(self):
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.slots.release()
            self.free.append(connection)
