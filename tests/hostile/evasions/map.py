import operator
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        list(map(setattr, [self], ['value'], map(operator.add, map(getattr, [self], ['value']), [n])))
