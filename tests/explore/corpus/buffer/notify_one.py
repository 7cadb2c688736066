"""One condition for both sides, and `notify` wakes the wrong one.

two_getters: deadlock
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
            while len(self.items) >= self.capacity:
                self.changed.wait()
            self.items.append(x)
            self.changed.notify()

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait()
            x = self.items.pop(0)
            self.changed.notify()
            return x
