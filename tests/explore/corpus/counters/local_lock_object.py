"""Each thread gets its own lock from `threading.local`.

two_increments: lost-update
"""

import threading


class Locks(threading.local):
    def __init__(self):
        self.lock = threading.Lock()


class Counter:
    def __init__(self):
        self.locks = Locks()
        self.value = 0

    def increment(self, n=1):
        with self.locks.lock:
            self.value += n
