"""`functools.lru_cache` is safe and still calls the function twice.

made_once: made-twice
"""

import functools


class Lazy:
    def __init__(self, factory):
        self.get = functools.lru_cache(maxsize=None)(lambda: factory())
