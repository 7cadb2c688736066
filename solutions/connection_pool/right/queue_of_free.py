"""Another style: a queue holds what is free; a set of identities says what is out."""

import queue
import threading


class _Lease:
    def __init__(self, pool):
        self.pool = pool

    def __enter__(self):
        self.connection = self.pool.acquire()
        return self.connection

    def __exit__(self, *exc_info):
        self.pool.release(self.connection)


class ConnectionPool:
    def __init__(self, connections):
        self.free = queue.LifoQueue()
        self.out = set()
        self.guard = threading.Lock()
        for connection in connections:
            self.free.put(connection)

    def acquire(self, timeout=None):
        try:
            connection = self.free.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError("all connections are in use") from None
        with self.guard:
            self.out.add(id(connection))
        return connection

    def release(self, c):
        with self.guard:
            try:
                self.out.remove(id(c))
            except KeyError:
                raise ValueError(f"{c!r} is not in use") from None
        self.free.put(c)

    def lease(self):
        return _Lease(self)
