import argparse
class Counter:
    def __init__(self):
        self.f = argparse.Namespace(x=0)
    value = property(lambda self: self.f.x)
    def add(self, n=1):
        self.f.x = self.f.x + n
