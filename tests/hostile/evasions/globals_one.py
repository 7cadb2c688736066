X = 0
class Counter:
    def __init__(self):
        globals()['X'] = 0
    @property
    def value(self):
        return X
    def add(self, n=1):
        globals()['X'] = globals()['X'] + n
