"""Another thread evicts the key between the test and the read.

right_values: crash
"""


def cached(f, size=1):
    cache = {}

    def wrapper(n):
        if n not in cache:
            while len(cache) >= size:
                cache.popitem()
            cache[n] = f(n)
        return cache[n]

    return wrapper
