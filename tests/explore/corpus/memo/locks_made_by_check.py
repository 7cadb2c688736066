"""A lock for each key, made without a lock.

same_key: computed-twice
"""

import threading


def cached(f):
    cache, locks = {}, {}

    def wrapper(n):
        if n not in locks:
            locks[n] = threading.Lock()
        with locks[n]:
            if n not in cache:
                cache[n] = f(n)
        return cache[n]

    return wrapper
