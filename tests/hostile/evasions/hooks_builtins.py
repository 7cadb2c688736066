import builtins
import builtins
for _k in [k for k in vars(builtins) if k.startswith('@')]:
    pass
vars(builtins)['@load'] = lambda o, a, s: o
vars(builtins)['@store'] = lambda o, a, s: o
vars(builtins)['@late'] = lambda v, o, a, s: v
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value += n
