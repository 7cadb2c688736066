import array
class Counter:
    def __init__(self):
        self.b = array.array('q', [0])
    value = property(lambda self: self.b[0])
    def add(self, n=1):
        self.b[0] += n
