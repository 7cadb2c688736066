"""A dict by the Thread object, which can outlive the thread."""

import threading
import weakref


class Registry:
    def __init__(self):
        self.entries = weakref.WeakKeyDictionary()
        self.lock = threading.Lock()

    def put(self, value):
        with self.lock:
            self.entries[threading.current_thread()] = value

    def get(self):
        with self.lock:
            return self.entries[threading.current_thread()]

    def clear(self):
        with self.lock:
            self.entries.pop(threading.current_thread(), None)
