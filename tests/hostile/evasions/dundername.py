class Counter:
    def __init__(self):
        self.__v__ = 0
    value = property(lambda self: self.__v__)
    def add(self, n=1):
        self.__v__ += n
