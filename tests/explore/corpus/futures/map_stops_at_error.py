"""`map` raises the first error and drops what came after.

gather_error: stopped-at-error
gather_two: nothing
"""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

Result = namedtuple("Result", "value error")


def gather(calls, workers):
    with ThreadPoolExecutor(workers) as pool:
        return [Result(value, None) for value in pool.map(lambda call: call(), calls)]
