class Counter:
    def __init__(self):
        self.box = [0]
    value = property(lambda self: self.box[0])
    def add(self, n=1):
        self.box[0] = self.box[0] + n
