"""Two conditions on one lock, each with `notify`.

one_each: nothing
in_order: nothing
two_getters: nothing
two_putters: nothing
"""

import collections
import threading


class BoundedBuffer:
    def __init__(self, capacity):
        self.items = collections.deque()
        self.capacity = capacity
        lock = threading.Lock()
        self.not_full = threading.Condition(lock)
        self.not_empty = threading.Condition(lock)

    def put(self, x):
        with self.not_full:
            while len(self.items) >= self.capacity:
                self.not_full.wait()
            self.items.append(x)
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self.items:
                self.not_empty.wait()
            x = self.items.popleft()
            self.not_full.notify()
            return x
