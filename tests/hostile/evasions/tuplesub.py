class Counter(tuple):
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value += n
