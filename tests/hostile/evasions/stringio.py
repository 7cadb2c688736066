import io
class Counter:
    def __init__(self):
        self.s = io.StringIO('0')
    value = property(lambda self: int(self.s.getvalue() or 0))
    def add(self, n=1):
        v = int(self.s.getvalue() or 0)
        self.s.seek(0)
        self.s.truncate()
        self.s.write(str(v + n))
