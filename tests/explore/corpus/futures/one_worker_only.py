"""Ignores the number of workers: calls that wait for each other never meet.

meeting: deadlock
gather_two: nothing
"""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

Result = namedtuple("Result", "value error")


def gather(calls, workers):
    with ThreadPoolExecutor(max_workers=1) as pool:
        return [Result(f.result(), None) for f in [pool.submit(c) for c in calls]]
