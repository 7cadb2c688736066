"""`if` instead of `while` around wait()."""

import threading
from collections import deque


class Closed(Exception):
    pass


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = deque()
        self.closed = False
        self.changed = threading.Condition()

    def put(self, x, timeout=None):
        with self.changed:
            if not self.closed and len(self.items) >= self.capacity:
                if not self.changed.wait(timeout):
                    raise TimeoutError
            if self.closed:
                raise Closed
            self.items.append(x)
            self.changed.notify_all()

    def get(self, timeout=None):
        with self.changed:
            if not self.closed and not self.items:
                if not self.changed.wait(timeout):
                    raise TimeoutError
            if self.closed and not self.items:
                raise Closed
            item = self.items.popleft()
            self.changed.notify_all()
            return item

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()
