class Counter:
    __slots__=('value',)
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        type(self).value.__set__(self, type(self).value.__get__(self, type(self)) + n)
