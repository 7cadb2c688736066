class Counter:
    def value(self):
        return 1
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value = self.value + n
