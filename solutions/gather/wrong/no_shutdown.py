"""The executor is never shut down."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple


class Result(NamedTuple):
    value: Any
    error: BaseException | None


def result_of(future):
    error = future.exception()
    return Result(None, error) if error else Result(future.result(), None)


def gather(calls, workers):
    executor = ThreadPoolExecutor(workers)
    futures = [executor.submit(call) for call in calls]
    return [result_of(future) for future in futures]


def first(calls, workers):
    error = ValueError("no calls")
    executor = ThreadPoolExecutor(workers)
    futures = [executor.submit(call) for call in calls]
    for future in as_completed(futures):
        error = future.exception()
        if error is None:
            for other in futures:
                other.cancel()
            return future.result()
    raise error
