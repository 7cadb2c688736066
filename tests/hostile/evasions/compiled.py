CODE = compile('self.value += n', 'x', 'exec')
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        exec(CODE, {'self': self, 'n': n})
