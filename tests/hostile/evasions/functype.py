import types
F = types.FunctionType(compile('def f(s, n):\n    s.value += n', 'x', 'exec').co_consts[0], globals())
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        F(self, n)
