"""The first caller puts a Future there; the others wait for it.

same_key: nothing
slow_key: nothing
"""

from concurrent.futures import Future


def cached(f):
    futures = {}

    def wrapper(n):
        mine = Future()
        future = futures.setdefault(n, mine)
        if future is mine:
            try:
                mine.set_result(f(n))
            except BaseException as error:
                mine.set_exception(error)
        return future.result()

    return wrapper
