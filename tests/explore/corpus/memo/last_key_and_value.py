"""Remembers the last key and the last value in two fields.

right_values: wrong-value
"""


class cached:
    def __init__(self, f):
        self.f = f
        self.key = self.result = None

    def __call__(self, n):
        if self.key != n:
            self.result = self.f(n)
            self.key = n
        return self.result
