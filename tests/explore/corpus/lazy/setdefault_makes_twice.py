"""`setdefault` keeps one value, after the factory ran for both.

made_once: made-twice
"""


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.box = {}

    def get(self):
        if "it" in self.box:
            return self.box["it"]
        return self.box.setdefault("it", self.factory())
