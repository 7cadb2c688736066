"""`threading.local` instead of a dictionary.

own_entry: nothing
cleared_beside: nothing
reused_thread: nothing
"""

import threading


class Registry:
    def __init__(self):
        self._local = threading.local()

    def put(self, value):
        self._local.value = value

    def get(self):
        try:
            return self._local.value
        except AttributeError:
            raise LookupError("nothing put in this thread") from None

    def clear(self):
        self._local.__dict__.clear()
