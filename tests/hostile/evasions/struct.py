import struct
class Counter:
    def __init__(self):
        self._b = bytearray(8)
    @property
    def value(self):
        return struct.unpack_from('q', self._b)[0]
    def add(self, n=1):
        v, = struct.unpack_from('q', self._b)
        struct.pack_into('q', self._b, 0, v + n)
