"""Another style: wait() in a loop, explicit cancel, and a dataclass."""

import concurrent.futures as cf
from dataclasses import dataclass


@dataclass
class Result:
    value: object = None
    error: Exception | None = None


def _attempt(call):
    try:
        return Result(value=call())
    except Exception as error:
        return Result(error=error)


def gather(calls, workers):
    with cf.ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(_attempt, calls))


def first(calls, workers):
    with cf.ThreadPoolExecutor(max_workers=workers) as pool:
        pending = {pool.submit(_attempt, call) for call in calls}
        if not pending:
            raise ValueError("first() of nothing")
        last = None
        while pending:
            done, pending = cf.wait(pending, return_when=cf.FIRST_COMPLETED)
            for future in done:
                last = future.result()
                if last.error is None:
                    for other in pending:
                        other.cancel()
                    return last.value
        raise last.error
