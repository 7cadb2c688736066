"""first() waits for the calls in their order."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple


class Result(NamedTuple):
    value: Any
    error: BaseException | None


def result_of(future):
    error = future.exception()
    return Result(None, error) if error else Result(future.result(), None)


def gather(calls, workers):
    with ThreadPoolExecutor(workers) as executor:
        futures = [executor.submit(call) for call in calls]
        return [result_of(future) for future in futures]


def first(calls, workers):
    error = ValueError("no calls")
    with ThreadPoolExecutor(workers) as executor:
        futures = [executor.submit(call) for call in calls]
        for future in futures:
            error = future.exception()
            if error is None:
                for other in futures:
                    other.cancel()
                return future.result()
    raise error
