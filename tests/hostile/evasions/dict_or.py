class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.__dict__ |= {'value': self.__dict__['value'] + n}
