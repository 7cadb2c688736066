"""`empty()` and then a `get` that may wait for ever.

one_item: deadlock
"""

from queue import LifoQueue


class Store:
    def __init__(self, items):
        self.items = LifoQueue()
        for item in items:
            self.items.put(item)

    def take(self):
        if not self.items.empty():
            return self.items.get()
