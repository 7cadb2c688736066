"""A `synchronized` decorator that makes its lock inside the wrapper.

two_increments: lost-update
"""

import functools
import threading


def synchronized(method):
    @functools.wraps(method)
    def wrapper(*args, **kwargs):
        with threading.RLock():
            return method(*args, **kwargs)

    return wrapper


class Counter:
    def __init__(self):
        self.value = 0

    @synchronized
    def increment(self, n=1):
        self.value += n
