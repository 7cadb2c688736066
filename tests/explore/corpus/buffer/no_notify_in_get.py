"""A putter that waits for room is never told.

two_putters: deadlock
one_each: nothing
"""

import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []
        self.changed = threading.Condition()

    def put(self, x):
        with self.changed:
            while len(self.items) == self.capacity:
                self.changed.wait()
            self.items.append(x)
            self.changed.notify_all()

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait()
            return self.items.pop(0)
