class Counter:
    def __init__(self):
        self.k = 'v%d' % id(self)
        globals()[self.k] = 0
    @property
    def value(self):
        return globals()[self.k]
    def add(self, n=1):
        globals()[self.k] += n
