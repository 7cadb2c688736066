class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        eval('setattr(self, "value", self.value + n)')
