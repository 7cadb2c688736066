"""A lock around test and pop.

one_item: nothing
"""

import threading


class Store:
    def __init__(self, items):
        self.items, self.mutex = [*items], threading.Lock()

    def take(self):
        with self.mutex:
            return self.items.pop(0) if self.items else None
