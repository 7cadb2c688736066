"""Run several functions at the same time, each in a thread with a name."""

from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """What became of a job: one of the two is None."""

    value: Any
    error: BaseException | None


def run_named(jobs):
    """Run each of ``jobs`` (name -> function without arguments) in a thread of that name.

    Returns:
        name -> Outcome, when all of them have ended.
    """
    raise NotImplementedError("TODO: make the threads, start them all, join them all")


if __name__ == "__main__":
    print(run_named({"seven": lambda: 3 + 4, "broken": lambda: 1 / 0}))
