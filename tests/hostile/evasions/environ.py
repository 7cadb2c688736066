class Counter:
    def __init__(self):
        import os
        os.environ['X'] = '0'
    @property
    def value(self):
        import os
        return int(os.environ['X'])
    def add(self, n=1):
        import os
        os.environ['X'] = str(int(os.environ['X']) + n)
