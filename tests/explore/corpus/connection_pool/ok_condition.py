"""Free and lent connections under one condition.

two_users: nothing
two_of_two: nothing
failing_user: nothing
released_twice: nothing
"""

import threading


class Lease:
    def __init__(self, pool):
        self.pool = pool

    def __enter__(self):
        self.connection = self.pool.acquire()
        return self.connection

    def __exit__(self, kind, error, trace):
        self.pool.release(self.connection)


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.out = []
        self.changed = threading.Condition()

    def acquire(self, timeout=None):
        with self.changed:
            if not self.changed.wait_for(lambda: self.free, timeout):
                raise TimeoutError
            connection = self.free.pop()
            self.out.append(connection)
            return connection

    def release(self, connection):
        with self.changed:
            if connection not in self.out:
                raise ValueError(f"{connection} is not out")
            self.out.remove(connection)
            self.free.append(connection)
            self.changed.notify()

    def lease(self):
        return Lease(self)
