import functools
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        functools.reduce(lambda a, b: setattr(self, 'value', a + b), [self.value, n])
