"""Key and value are one tuple, read and written in one operation.

right_values: nothing
"""


def cached(f):
    last = (None, None)

    def wrapper(n):
        nonlocal last
        key, result = last
        if key != n:
            result = f(n)
            last = n, result
        return result

    return wrapper
