import collections
class Counter:
    def __init__(self):
        self.c = collections.ChainMap({'v': 0})
    value = property(lambda self: self.c['v'])
    def add(self, n=1):
        self.c['v'] += n
