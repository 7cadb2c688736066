class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        import pickle
        d = pickle.loads(pickle.dumps(self.__dict__))
        self.__dict__ = {'value': d['value'] + n}
