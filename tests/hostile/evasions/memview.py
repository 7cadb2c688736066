class Counter:
    def __init__(self):
        self._m = memoryview(bytearray(8)).cast('q')
    @property
    def value(self):
        return self._m[0]
    def add(self, n=1):
        self._m[0] += n
