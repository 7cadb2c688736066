"""Counts to n and always lends the next index, read without a lock.

two_of_two: shared-connection
"""

import threading


class ConnectionPool:
    def __init__(self, connections):
        self.all = tuple(connections)
        self.next = 0
        self.slots = threading.BoundedSemaphore(len(self.all))

    def acquire(self):
        self.slots.acquire()
        connection = self.all[self.next % len(self.all)]
        self.next += 1
        return connection
