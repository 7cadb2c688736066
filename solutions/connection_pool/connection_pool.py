"""Reference: a semaphore that counts, and a lock around the book of who has what."""

import threading
from contextlib import contextmanager


class ConnectionPool:
    """Lends out ``connections``, each to one user at a time."""

    def __init__(self, connections):
        self._free = list(connections)
        self._out = []  # a list, since connections need not be hashable
        self._lock = threading.Lock()  # around every look at the two lists
        # Always at most as many permits as there are free connections, so whoever has a
        # permit finds a connection.
        self._permits = threading.Semaphore(len(self._free))

    def acquire(self, timeout=None):
        """Return a connection that nobody has; wait while all are out."""
        # Wait first, lock afterwards: whoever waited while holding the lock would keep
        # everybody from giving back.
        if not self._permits.acquire(timeout=timeout):
            raise TimeoutError(f"no connection came back within {timeout} seconds")
        with self._lock:
            connection = self._free.pop()
            self._out.append(connection)
            return connection

    def release(self, c):
        """Give ``c`` back."""
        with self._lock:
            still_out = [connection for connection in self._out if connection is not c]
            if len(still_out) == len(self._out):
                raise ValueError("this connection is not out")
            self._out = still_out
            self._free.append(c)
        # Only now: who is woken must find it in the list.
        self._permits.release()

    @contextmanager
    def lease(self):
        """A connection inside the block, given back afterwards, whatever happens."""
        connection = self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)
