import threading
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        with threading.Lock():
            self.value += n
