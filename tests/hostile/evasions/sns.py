import types
class Counter:
    def __init__(self):
        self.ns = types.SimpleNamespace(v=0)
    @property
    def value(self):
        return self.ns.v
    def add(self, n=1):
        self.ns.v += n
