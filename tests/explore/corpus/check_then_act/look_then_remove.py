"""Looks at the first item, and removes it in a second step.

one_item: crash, doubled
"""


class Store:
    def __init__(self, items):
        self.items = list(items)

    def take(self):
        if not self.items:
            return None
        item = self.items[0]
        if item in self.items:
            self.items = self.items[1:]
        return item
