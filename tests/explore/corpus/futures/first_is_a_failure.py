"""Returns whatever comes first, a failure too.

first_of_two: failure-returned
"""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait


def first(calls, workers):
    with ThreadPoolExecutor(workers) as pool:
        done, _ = wait([pool.submit(call) for call in calls], return_when=FIRST_COMPLETED)
        return done.pop().result()
