"""Another style: one condition, a loop written out, and everybody is woken each time."""

import threading
import time


class Closed(RuntimeError):
    pass


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []
        self.closed = False
        self.changed = threading.Condition()

    def put(self, x, timeout=None):
        deadline = None if timeout is None else time.monotonic() + timeout
        with self.changed:
            while len(self.items) >= self.capacity and not self.closed:
                self._wait(deadline)
            if self.closed:
                raise Closed
            self.items.append(x)
            self.changed.notify_all()

    def get(self, timeout=None):
        deadline = None if timeout is None else time.monotonic() + timeout
        with self.changed:
            while not self.items:
                if self.closed:
                    raise Closed
                self._wait(deadline)
            item = self.items.pop(0)
            self.changed.notify_all()
            return item

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def _wait(self, deadline):
        if deadline is None:
            self.changed.wait()
        else:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.changed.wait(left)
