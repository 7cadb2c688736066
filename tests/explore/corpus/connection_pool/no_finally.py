"""A lease that does not end when its user raises.

failing_user: deadlock
two_users: nothing
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
        yield connection
        self.free.append(connection)
        self.slots.release()
