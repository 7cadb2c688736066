"""The free connections are in a queue.

two_users: nothing
two_of_two: nothing
failing_user: nothing
"""

import queue
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self.free = queue.LifoQueue()
        for connection in connections:
            self.free.put_nowait(connection)

    def acquire(self):
        return self.free.get()

    @contextmanager
    def lease(self):
        connection = self.free.get()
        try:
            yield connection
        finally:
            self.free.put(connection)
