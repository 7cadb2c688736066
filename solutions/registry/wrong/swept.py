"""Dead threads are swept out now and then."""

import threading


class Registry:
    def __init__(self):
        self.entries = {}
        self.lock = threading.Lock()

    def put(self, value):
        with self.lock:
            alive = {thread.ident for thread in threading.enumerate()}
            for ident in list(self.entries):
                if ident not in alive:
                    del self.entries[ident]
            self.entries[threading.get_ident()] = value

    def get(self):
        with self.lock:
            return self.entries[threading.get_ident()]

    def clear(self):
        with self.lock:
            self.entries.pop(threading.get_ident(), None)
