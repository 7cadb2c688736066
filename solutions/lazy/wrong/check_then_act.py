"""Checks, then acts, with no lock."""


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.made = False

    def get(self):
        if not self.made:
            self.value = self.factory()
            self.made = True
        return self.value
