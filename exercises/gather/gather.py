"""Make several calls at the same time, and gather what comes of them."""

from typing import Any, NamedTuple


class Result(NamedTuple):
    """What became of a call: one of the two is None."""

    value: Any
    error: BaseException | None


def gather(calls, workers):
    """Make all ``calls``, ``workers`` at a time.

    Returns:
        a Result for each, in the order of the calls.
    """
    raise NotImplementedError("TODO: concurrent.futures.ThreadPoolExecutor")


def first(calls, workers):
    """Return the value of a call that succeeded, and cancel those that have not started.

    Raises:
        ValueError: there are no calls.
        Exception: the error of a call, if all of them failed.
    """
    raise NotImplementedError("TODO")


if __name__ == "__main__":
    print(gather([lambda: 3 + 4, lambda: 1 / 0], workers=2))
    print(first([lambda: 1 / 0, lambda: 3 + 4], workers=2))
