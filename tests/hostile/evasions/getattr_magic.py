class Counter:
    def __init__(self):
        self._d = {'value': 0}
    def __getattr__(self, k):
        return self.__dict__['_d'][k]
    def add(self, n=1):
        self._d['value'] += n
