import collections
class Counter:
    def __init__(self):
        self.b = collections.deque([0], 1)
    value = property(lambda self: self.b[0])
    def add(self, n=1):
        self.b.append(self.b[-1] + n)
