import threading
class Counter:
    def __init__(self):
        self.e = threading.Event()
        self.e.x = 0
    value = property(lambda self: self.e.x)
    def add(self, n=1):
        self.e.x = self.e.x + n
