"""Another style: a mark for "no entry", and getattr with a default."""

from threading import local

_NOTHING = object()


class Registry:
    def __init__(self):
        self.__here = local()

    def put(self, value):
        self.__here.entry = value

    def get(self):
        entry = getattr(self.__here, "entry", _NOTHING)
        if entry is _NOTHING:
            raise KeyError("no entry in this thread")
        return entry

    def clear(self):
        self.__here.entry = _NOTHING
