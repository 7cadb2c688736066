import operator
class Counter:
    value = property(operator.attrgetter('x'), lambda s, v: s.__setattr__('x', v))
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value = self.value + n
