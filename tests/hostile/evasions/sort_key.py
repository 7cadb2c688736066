class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        sorted([1], key=lambda x: setattr(self, 'value', getattr(self, 'value') + n))
