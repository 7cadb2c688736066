"""One lock for all keys: one slow key stops every other.

slow_key: deadlock
same_key: nothing
"""

import threading


def cached(f, lock=threading.Lock()):
    cache = {}

    def wrapper(n):
        with lock:
            if n not in cache:
                cache[n] = f(n)
            return cache[n]

    return wrapper
