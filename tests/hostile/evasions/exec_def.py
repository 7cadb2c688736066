exec('def inc(s, n):\n    s.value += n')
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        inc(self, n)
