"""Each call appends its own result.

gather_two: wrong-order
"""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

Result = namedtuple("Result", ["value", "error"])


def gather(calls, workers):
    results = []

    def run(call):
        try:
            results.append(Result(call(), None))
        except Exception as error:
            results.append(Result(None, error))

    with ThreadPoolExecutor(max_workers=workers) as pool:
        for call in calls:
            pool.submit(run, call)
    return results
