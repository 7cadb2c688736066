"""A lock for each key, by `setdefault`.

same_key: nothing
right_values: nothing
slow_key: nothing
"""

import threading


def cached(f):
    cache = {}
    locks = {}

    def wrapper(n):
        with locks.setdefault(n, threading.Lock()):
            if n not in cache:
                cache[n] = f(n)
        return cache[n]

    return wrapper
