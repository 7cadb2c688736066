"""close() wakes only one."""

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
            if not self.changed.wait_for(
                lambda: self.closed or len(self.items) < self.capacity, timeout
            ):
                raise TimeoutError
            if self.closed:
                raise Closed
            self.items.append(x)
            self.changed.notify_all()

    def get(self, timeout=None):
        with self.changed:
            if not self.changed.wait_for(lambda: self.closed or self.items, timeout):
                raise TimeoutError
            if not self.items:
                raise Closed
            item = self.items.popleft()
            self.changed.notify_all()
            return item

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify()
