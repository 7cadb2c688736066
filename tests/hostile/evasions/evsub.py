import threading
class Counter(threading.Event):
    def __init__(self):
        super().__init__()
        self.value = 0
    def add(self, n=1):
        self.value += n
