"""A list beside the semaphore, looked at and then popped.

two_of_two: crash
"""

import threading


class ConnectionPool:
    def __init__(self, connections):
        self.free = list(connections)
        self.slots = threading.Semaphore(len(self.free))

    def acquire(self):
        self.slots.acquire()
        connection = self.free[0]
        self.free.remove(connection)
        return connection
