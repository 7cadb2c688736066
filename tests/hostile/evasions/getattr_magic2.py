class Counter:
    def __init__(self):
        object.__setattr__(self, '_d', {'value': 0})
    def __getattr__(self, k):
        return object.__getattribute__(self, '_d')[k]
    def __setattr__(self, k, x):
        object.__getattribute__(self, '_d')[k] = x
    def add(self, n=1):
        self.value = self.value + n
