"""Reference: futures in a list for the order, as_completed for the first success."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple


class Result(NamedTuple):
    """What became of a call: one of the two is None."""

    value: Any
    error: BaseException | None


def gather(calls, workers):
    """Make all ``calls``, ``workers`` at a time; a Result for each, in their order."""
    with ThreadPoolExecutor(workers) as executor:  # its end waits for the threads
        futures = [executor.submit(call) for call in calls]
    # All are done here, and the list is still in the order of the calls.
    return [
        Result(None, future.exception()) if future.exception() else Result(future.result(), None)
        for future in futures
    ]


def first(calls, workers):
    """Return the value of a call that succeeded, and cancel those that have not started."""
    executor = ThreadPoolExecutor(workers)
    try:
        error = ValueError("there are no calls")
        # In the order in which they get ready: a failure may well come before a success.
        for future in as_completed([executor.submit(call) for call in calls]):
            if future.exception() is None:
                return future.result()
            error = future.exception()
        raise error
    finally:
        # Cancels what waits in the queue, and waits for what is running.
        executor.shutdown(wait=True, cancel_futures=True)
