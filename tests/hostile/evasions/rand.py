class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        import random
        random.seed(0)
        self.value += n
