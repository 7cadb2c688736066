class D:
    def __get__(self, o, c=None):
        return o.__dict__['x']
    def __set__(self, o, v):
        o.__dict__['x'] = v
class Counter:
    value = D()
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value += n
