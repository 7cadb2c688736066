class Counter:
    def __init__(self):
        self._v = 0
    @property
    def value(self):
        return self._v
    @value.setter
    def value(self, x):
        self._v = x
    def add(self, n=1):
        self.value += n
