"""Notifies without holding the lock.

one_each: notify-error
"""

import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.items = []
        self.changed = threading.Condition()

    def put(self, x):
        self.items.append(x)
        self.changed.notify()

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait(timeout=60)
            return self.items.pop(0)
