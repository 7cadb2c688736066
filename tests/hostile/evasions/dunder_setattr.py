class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.__setattr__('value', self.__getattribute__('value') + n)
