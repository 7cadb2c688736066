"""Waits in short timed waits and looks again.

one_each: nothing
two_getters: nothing
"""

import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []
        self.changed = threading.Condition(threading.Lock())

    def put(self, x):
        with self.changed:
            while len(self.items) >= self.capacity:
                self.changed.wait(0.1)
            self.items.append(x)

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait(0.1)
            return self.items.pop(0)
