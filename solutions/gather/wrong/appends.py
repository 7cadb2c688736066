"""Results are appended by the threads."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple


class Result(NamedTuple):
    value: Any
    error: BaseException | None


def result_of(future):
    error = future.exception()
    return Result(None, error) if error else Result(future.result(), None)


def gather(calls, workers):
    results = []

    def work(call):
        try:
            results.append(Result(call(), None))
        except Exception as error:
            results.append(Result(None, error))

    with ThreadPoolExecutor(workers) as executor:
        for call in calls:
            executor.submit(work, call)
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
