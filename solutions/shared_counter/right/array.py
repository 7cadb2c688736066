"""`shared_counter` in an Array of one, whose object is reached past its own locking."""

from multiprocessing import Array


class SharedCounter:
    def __init__(self):
        self._cell = Array("l", 1)

    def increment(self):
        with self._cell:
            raw = self._cell.get_obj()
            raw[0] += 1

    value = property(lambda self: self._cell[0])
