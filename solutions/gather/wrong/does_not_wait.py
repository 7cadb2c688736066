"""shutdown(wait=False)."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple


class Result(NamedTuple):
    value: Any
    error: BaseException | None


def gather(calls, workers):
    executor = ThreadPoolExecutor(workers)
    futures = [executor.submit(call) for call in calls]
    results = []
    for future in futures:
        error = future.exception()
        results.append(Result(None, error) if error else Result(future.result(), None))
    executor.shutdown(wait=False)
    return results


def first(calls, workers):
    executor = ThreadPoolExecutor(workers)
    error = ValueError("no calls")
    try:
        for future in as_completed([executor.submit(call) for call in calls]):
            error = future.exception()
            if error is None:
                return future.result()
        raise error
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
