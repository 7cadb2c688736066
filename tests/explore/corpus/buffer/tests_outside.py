"""Looks whether there is something before it takes the lock: misses the notification.

one_each: deadlock
"""

import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.items = []
        self.changed = threading.Condition()

    def put(self, x):
        with self.changed:
            self.items.append(x)
            self.changed.notify()

    def get(self):
        if not self.items:
            with self.changed:
                self.changed.wait()
        return self.items.pop(0)
