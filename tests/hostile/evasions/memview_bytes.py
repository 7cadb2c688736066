class Counter:
    def __init__(self):
        self._b = bytearray(8)
    @property
    def value(self):
        return int.from_bytes(self._b, 'big')
    def add(self, n=1):
        self._b[:] = (int.from_bytes(self._b, 'big') + n).to_bytes(8, 'big')
