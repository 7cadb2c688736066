class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        import code
        code.InteractiveInterpreter({'s': self, 'n': n}).runcode(compile('s.value += n', 'x', 'exec'))
