"""A semaphore counts, a lock guards the list.

two_users: nothing
two_of_two: nothing
failing_user: nothing
released_twice: nothing
"""

import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connections):
        self._free = list(connections)
        self._out = set()
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(len(self._free))

    def acquire(self, timeout=None):
        if not self._slots.acquire(timeout=timeout):
            raise TimeoutError("no connection in time")
        with self._lock:
            connection = self._free.pop()
            self._out.add(connection)
            return connection

    def release(self, connection):
        with self._lock:
            if connection not in self._out:
                raise ValueError("not out")
            self._out.discard(connection)
            self._free.append(connection)
        self._slots.release()

    @contextmanager
    def lease(self):
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)
