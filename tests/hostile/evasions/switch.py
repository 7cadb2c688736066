import sys
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        sys.setswitchinterval(100)
        self.value += n
