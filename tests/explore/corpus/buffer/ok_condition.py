"""One condition, `while`, and `notify_all`.

one_each: nothing
in_order: nothing
two_getters: nothing
two_putters: nothing
full: nothing
timed_get: nothing
close_while_getting: nothing
"""

import threading


class Closed(Exception):
    pass


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []
        self.closed = False
        self.changed = threading.Condition()

    def put(self, x, timeout=None):
        with self.changed:
            while len(self.items) >= self.capacity:
                if self.closed:
                    raise Closed
                if not self.changed.wait(timeout):
                    raise TimeoutError
            if self.closed:
                raise Closed
            self.items.append(x)
            self.changed.notify_all()

    def get(self, timeout=None):
        with self.changed:
            while not self.items:
                if self.closed:
                    raise Closed
                if not self.changed.wait(timeout):
                    raise TimeoutError
            x = self.items.pop(0)
            self.changed.notify_all()
            return x

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()
