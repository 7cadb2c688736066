import operator
G = operator.attrgetter('value')
S=setattr
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        S(self, 'value', G(self) + n)
