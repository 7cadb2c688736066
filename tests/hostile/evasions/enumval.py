import enum
class Counter:
    def __init__(self):
        class E(enum.Enum):
            A = 1
        self.E = E
        E.A.v = 0
    value = property(lambda self: self.E.A.v)
    def add(self, n=1):
        self.E.A.v = self.E.A.v + n
