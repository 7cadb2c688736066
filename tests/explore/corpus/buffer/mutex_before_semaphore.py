"""Takes the mutex and then waits for an item that nobody can put.

one_each: deadlock
"""

import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.items = []
        self.mutex = threading.Lock()
        self.room = threading.Semaphore(capacity)
        self.filled = threading.Semaphore(0)

    def put(self, x):
        with self.mutex:
            self.room.acquire()
            self.items.append(x)
            self.filled.release()

    def get(self):
        with self.mutex:
            self.filled.acquire()
            x = self.items.pop(0)
            self.room.release()
            return x
