"""Looks whether the connection is out, then takes it back, in two steps.

released_twice: extra-slot
"""

import threading


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.slots = threading.Semaphore(len(self.free))

    def acquire(self, timeout=None):
        if not self.slots.acquire(timeout=timeout):
            raise TimeoutError
        return self.free.pop()

    def release(self, connection):
        if connection in self.free:
            raise ValueError("not out")
        self.free.append(connection)
        self.slots.release()
