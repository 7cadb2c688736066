class Counter:
    def __init__(self):
        def f(n, box=[0]):
            t = box[0]
            box[0] = t + n
            return box[0]
        self.f = f
    @property
    def value(self):
        return self.f(0)
    def add(self, n=1):
        self.f(n)
