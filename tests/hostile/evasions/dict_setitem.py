class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        dict.__setitem__(self.__dict__, 'value', dict.get(self.__dict__, 'value') + n)
