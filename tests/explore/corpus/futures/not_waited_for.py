"""Looks at the futures that happen to be done.

gather_two: results-missing
"""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

Result = namedtuple("Result", "value error")


def gather(calls, workers):
    pool = ThreadPoolExecutor(workers)
    futures = [pool.submit(call) for call in calls]
    results = [Result(f.result(), None) for f in futures if f.done()]
    pool.shutdown()
    return results
