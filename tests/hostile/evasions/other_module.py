import math
class Counter:
    def __init__(self):
        math.X = 0
    @property
    def value(self):
        return math.X
    def add(self, n=1):
        math.X = math.X + n
