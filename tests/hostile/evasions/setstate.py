class Counter:
    def __init__(self):
        self.value = 0
    def __getstate__(self):
        return dict(self.__dict__)
    def __setstate__(self, d):
        self.__dict__.update(d)
    def add(self, n=1):
        self.__setstate__({'value': self.__getstate__()['value'] + n})
