"""`if self.items: self.items.pop()`.

one_item: crash
"""


class Store:
    def __init__(self, items):
        self.items = list(items)

    def take(self):
        if self.items:
            return self.items.pop()
        return None
