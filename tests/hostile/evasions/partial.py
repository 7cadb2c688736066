import functools
P=functools.partial(setattr)
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        P(self, 'value', functools.partial(getattr, self, 'value')() + n)
