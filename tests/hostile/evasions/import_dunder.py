class Counter:
    def __init__(self):
        import math
        math.V = 0
    @property
    def value(self):
        import math
        return math.V
    def add(self, n=1):
        m = __import__('math')
        m.V = m.V + n
