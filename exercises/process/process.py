"""Exercise `process`: run jobs in processes of their own, all at the same time.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=process
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple


class Job(NamedTuple):
    """Something to do: `func(*args)`, in a process called `name`."""

    name: str
    func: Callable[..., Any]
    args: tuple[Any, ...] = ()


class Outcome(NamedTuple):
    """What became of a job's process."""

    name: str
    pid: int
    exitcode: int


def run_all(jobs: list[Job]) -> list[Outcome]:
    """Run every job in a process of its own, all at once, and wait for all of them.

    The outcomes stand in the order of the jobs.
    """
    # TODO: one multiprocessing.Process a job: start them all, then join them all.
    raise NotImplementedError


def hello(who: str) -> None:
    """Something to try it with."""
    print(f"hello {who}, from process {os.getpid()}")


if __name__ == "__main__":
    print(run_all([Job("first", hello, ("Ada",)), Job("second", hello, ("Guido",))]))
