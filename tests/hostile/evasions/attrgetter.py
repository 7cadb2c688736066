import operator
G = operator.attrgetter('value')
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        setattr(self, 'value', G(self) + n)
