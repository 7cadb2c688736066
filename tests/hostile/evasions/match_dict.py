class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        match self.__dict__:
            case {'value': v}:
                self.__dict__ = {**self.__dict__, 'value': v + n}
