"""Asks again and again, without even sleeping."""

import threading
import time
from collections import deque


class Closed(Exception):
    pass


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = deque()
        self.closed = False
        self.changed = threading.Lock()

    def put(self, x, timeout=None):
        start = time.monotonic()
        while True:
            with self.changed:
                if self.closed:
                    raise Closed
                if len(self.items) < self.capacity:
                    self.items.append(x)
                    return
            if timeout is not None and time.monotonic() - start >= timeout:
                raise TimeoutError

    def get(self, timeout=None):
        start = time.monotonic()
        while True:
            with self.changed:
                if self.items:
                    return self.items.popleft()
                if self.closed:
                    raise Closed
            if timeout is not None and time.monotonic() - start >= timeout:
                raise TimeoutError

    def close(self):
        with self.changed:
            self.closed = True
