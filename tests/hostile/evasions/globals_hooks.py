globals()['@load'] = lambda o, a, s: o
globals()['@store'] = lambda o, a, s: o
globals()['@late'] = lambda v, o, a, s: v
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value += n
