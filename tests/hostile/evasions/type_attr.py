class Counter:
    def __new__(cls):
        C = type('C', (Counter,), {'n': 0})
        return object.__new__(C)
    @property
    def value(self):
        return type(self).n
    def add(self, n=1):
        type(self).n += n
