"""Looks before it takes the lock."""

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
        while not self.closed and len(self.items) >= self.capacity:
            with self.changed:
                if not self.changed.wait(timeout):
                    raise TimeoutError
        with self.changed:
            if self.closed:
                raise Closed
            self.items.append(x)
            self.changed.notify_all()

    def get(self, timeout=None):
        while not self.closed and not self.items:
            with self.changed:
                if not self.changed.wait(timeout):
                    raise TimeoutError
        with self.changed:
            if self.closed and not self.items:
                raise Closed
            item = self.items.popleft()
            self.changed.notify_all()
            return item

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()
