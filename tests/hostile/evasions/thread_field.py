import threading
class Counter(threading.Thread):
    def __init__(self):
        super().__init__()
        self._args = 0
    value = property(lambda self: self._args)
    def add(self, n=1):
        self._args = self._args + n
