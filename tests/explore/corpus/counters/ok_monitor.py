"""The counter is its own context manager.

two_increments: nothing
bad_amount: nothing
"""

import threading


class Monitor:
    def __init__(self):
        self.__lock = threading.Lock()

    def __enter__(self):
        self.__lock.acquire()
        return self

    def __exit__(self, *exc):
        self.__lock.release()
        return False


class Counter(Monitor):
    def __init__(self):
        super().__init__()
        self.value = 0

    def increment(self, n=1):
        with self:
            self.value += n
