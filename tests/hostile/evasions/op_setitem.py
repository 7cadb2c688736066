import operator
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        operator.setitem(self.__dict__, 'value', operator.getitem(self.__dict__, 'value') + n)
