class Counter:
    total = {}
    def __init__(self):
        Counter.total[self] = 0
    @property
    def value(self):
        return Counter.total[self]
    def add(self, n=1):
        Counter.total[self] = Counter.total[self] + n
