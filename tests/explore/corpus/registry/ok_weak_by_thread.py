"""A WeakKeyDictionary by thread object, under a lock.

own_entry: nothing
cleared_beside: nothing
reused_thread: nothing
"""

import threading
import weakref


class Registry:
    def __init__(self):
        self._lock = threading.Lock()
        self._entries = weakref.WeakKeyDictionary()

    def put(self, value):
        with self._lock:
            self._entries[threading.current_thread()] = value

    def get(self):
        with self._lock:
            return self._entries[threading.current_thread()]

    def clear(self):
        with self._lock:
            self._entries.pop(threading.current_thread(), None)
