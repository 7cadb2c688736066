"""Results as they are completed.

gather_two: wrong-order
"""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor, as_completed

Result = namedtuple("Result", "value error")


def gather(calls, workers):
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(call) for call in calls]
        return [Result(f.result(), None) for f in as_completed(futures)]
