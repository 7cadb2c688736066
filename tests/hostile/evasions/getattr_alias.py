g, s = getattr, setattr
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        s(self, 'value', g(self, 'value') + n)
