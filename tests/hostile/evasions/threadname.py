import threading
class Counter:
    def __init__(self):
        self.t = threading.Thread(name='0')
    value = property(lambda self: int(self.t.name))
    def add(self, n=1):
        self.t.name = str(int(self.t.name) + n)
