"""The executor's threads stay behind.

gather_two: leaked
"""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

Result = namedtuple("Result", "value error")
pools = []


def gather(calls, workers):
    pool = ThreadPoolExecutor(workers)
    pools.append(pool)
    return [Result(f.result(), None) for f in [pool.submit(call) for call in calls]]
