"""`if key not in cache: cache[key] = f(key)`.

same_key: computed-twice
right_values: nothing
"""


def cached(f):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = f(n)
        return cache[n]

    return wrapper
