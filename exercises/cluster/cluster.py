"""Exercise `cluster`: a master whose workers may die.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=cluster
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Report(NamedTuple):
    """What became of the tasks."""

    results: list[Any]
    """In the order of the tasks: a value, or the exception that stands for it."""
    retries: int
    """How often a task was given out again because the worker that held it had died."""


def run(
    func: Callable[[Any], Any],
    tasks: Sequence[Any],
    workers: int,
    authkey: bytes,
    max_attempts: int = 3,
) -> Report:
    """Run `func(task)` for every task in `workers` worker processes.

    A worker that dies is replaced while work remains, and the task that it held is run again,
    `max_attempts` times in all. After that an exception stands in its place. What func raises
    stands in its task's place as well, and is not tried again.
    """
    # TODO
    raise NotImplementedError


def square(number: int) -> int:
    """Something to try it with."""
    return number * number


if __name__ == "__main__":
    print(run(square, range(5), 2, b"a secret"))
