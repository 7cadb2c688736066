import contextvars
C = contextvars.ContextVar('c', default=[0])
class Counter:
    def __init__(self):
        C.get()[0] = 0
    @property
    def value(self):
        return C.get()[0]
    def add(self, n=1):
        C.get()[0] += n
