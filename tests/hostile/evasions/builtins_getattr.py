import builtins
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        builtins.setattr(self, 'value', builtins.getattr(self, 'value') + n)
