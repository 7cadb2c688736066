"""Made in the constructor."""


class Lazy:
    def __init__(self, factory):
        self.value = factory()

    def get(self):
        return self.value
