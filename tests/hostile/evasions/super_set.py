class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        super().__setattr__('value', super().__getattribute__('value') + n)
