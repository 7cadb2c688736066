class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        object.__setattr__(self, 'value', object.__getattribute__(self, 'value') + n)
