class Counter:
    __slots__=('value',)
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        Counter.value.__set__(self, Counter.value.__get__(self) + n)
