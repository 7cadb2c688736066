class Counter:
    def __init__(self):
        self.C = type('C', (), {'v': 0})
    value = property(lambda self: self.C.v)
    def add(self, n=1):
        type.__setattr__(self.C, 'v', vars(self.C)['v'] + n)
