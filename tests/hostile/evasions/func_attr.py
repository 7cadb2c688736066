class Counter:
    def __init__(self):
        Counter.add.v = 0
    @property
    def value(self):
        return Counter.add.v
    def add(self, n=1):
        Counter.add.v = Counter.add.v + n
