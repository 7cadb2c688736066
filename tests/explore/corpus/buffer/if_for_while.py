"""Tests with `if`: a getter that wakes finds the buffer empty again.

two_getters: crash
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
            if len(self.items) >= self.capacity:
                self.changed.wait()
            self.items.append(x)
            self.changed.notify_all()

    def get(self):
        with self.changed:
            if not self.items:
                self.changed.wait()
            x = self.items.pop(0)
            self.changed.notify_all()
            return x
