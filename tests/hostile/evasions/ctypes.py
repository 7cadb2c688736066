import ctypes
class Counter:
    def __init__(self):
        self.c = ctypes.c_long(0)
    value = property(lambda self: self.c.value)
    def add(self, n=1):
        self.c.value += n
