import sys
class Counter:
    def __init__(self):
        sys.X = 0
    value = property(lambda self: sys.X)
    def add(self, n=1):
        sys.X = sys.X + n
