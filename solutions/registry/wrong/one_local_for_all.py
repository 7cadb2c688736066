"""One threading.local for all registries."""

import threading

_local = threading.local()


class Registry:
    def put(self, value):
        _local.value = value

    def get(self):
        try:
            return _local.value
        except AttributeError:
            raise LookupError("nothing here") from None

    def clear(self):
        _local.__dict__.pop("value", None)
