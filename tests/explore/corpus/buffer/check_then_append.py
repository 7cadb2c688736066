"""Two putters both see room for one.

full: over-capacity
"""

import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []
        self.changed = threading.Condition()

    def has_room(self):
        with self.changed:
            return len(self.items) < self.capacity

    def put(self, x, timeout=None):
        if not self.has_room():
            raise TimeoutError
        with self.changed:
            self.items.append(x)
            self.changed.notify()
