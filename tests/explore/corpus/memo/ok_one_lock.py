"""One lock, held while working out.

same_key: nothing
right_values: nothing
"""

import threading
from functools import wraps


def cached(f):
    cache = {}
    lock = threading.Lock()

    @wraps(f)
    def wrapper(n):
        with lock:
            try:
                return cache[n]
            except KeyError:
                return cache.setdefault(n, f(n))

    return wrapper
