import collections
class Counter:
    def __init__(self):
        self.b = collections.OrderedDict(v=0)
    value = property(lambda self: self.b['v'])
    def add(self, n=1):
        self.b['v'] += n
