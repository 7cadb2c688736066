class Counter:
    def __init__(self):
        v = 0
        def inc(n):
            nonlocal v
            v += n
        def get():
            return v
        self.inc, self.get = inc, get
    @property
    def value(self):
        return self.get()
    def add(self, n=1):
        self.inc(n)
