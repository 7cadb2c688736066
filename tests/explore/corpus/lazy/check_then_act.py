"""`if self.value is None: self.value = factory()`.

made_once: made-twice
"""


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.value = None

    def get(self):
        if self.value is None:
            self.value = self.factory()
        return self.value
