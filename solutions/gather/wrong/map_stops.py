"""executor.map stops at the first error."""

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
        results = []
        try:
            for value in executor.map(lambda call: call(), calls):
                results.append(Result(value, None))
        except Exception as error:
            results.append(Result(None, error))
        return results


def first(calls, workers):
    error = ValueError("no calls")
    with ThreadPoolExecutor(workers) as executor:
        futures = [executor.submit(call) for call in calls]
        for future in as_completed(futures):
            error = future.exception()
            if error is None:
                for other in futures:
                    other.cancel()
                return future.result()
    raise error
