"""A decorator that takes the instance's lock.

two_increments: nothing
bad_amount: nothing
two_counters: nothing
"""

import functools
import threading


def synchronized(method):
    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        with self._lock:
            return method(self, *args, **kwargs)

    return wrapper


class Counter:
    def __init__(self):
        self._lock = threading.RLock()
        self._value = 0

    @synchronized
    def increment(self, n=1):
        self._value += n

    @property
    @synchronized
    def value(self):
        return self._value
