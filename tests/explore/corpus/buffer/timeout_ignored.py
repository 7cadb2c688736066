"""Goes on after the wait as if it had not timed out.

timed_get: crash
one_each: nothing
"""

import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []
        self.changed = threading.Condition()

    def put(self, x, timeout=None):
        with self.changed:
            self.items.append(x)
            self.changed.notify_all()

    def get(self, timeout=None):
        with self.changed:
            if not self.items:
                self.changed.wait(timeout)
            return self.items.pop(0)
