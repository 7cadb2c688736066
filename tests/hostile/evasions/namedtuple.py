import collections
T = collections.namedtuple('T', 'v')
class Counter:
    def __init__(self):
        self._t = T(0)
    @property
    def value(self):
        return self._t.v
    def add(self, n=1):
        self._t = self._t._replace(v=self._t.v + n)
