import sys
import sys
M = sys.modules[__name__]
class Counter:
    def __init__(self):
        M.X = 0
    @property
    def value(self):
        return M.X
    def add(self, n=1):
        M.X = M.X + n
