"""`empty()` says nothing about the next moment.

one_item: crash
"""

import queue


class Store:
    def __init__(self, items):
        self.items = queue.Queue()
        for item in items:
            self.items.put(item)

    def take(self):
        return None if self.items.empty() else self.items.get_nowait()
