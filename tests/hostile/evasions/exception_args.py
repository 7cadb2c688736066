class Counter:
    def __init__(self):
        self.e = Exception(0)
    value = property(lambda self: self.e.args[0])
    def add(self, n=1):
        self.e.args = (self.e.args[0] + n,)
