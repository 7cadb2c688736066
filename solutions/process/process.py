"""Reference solution of `process`."""

from __future__ import annotations

import multiprocessing
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
    """Run every job in a process of its own, all at once, and wait for all of them."""
    processes = [
        multiprocessing.Process(target=job.func, args=job.args, name=job.name) for job in jobs
    ]
    # Two loops, not one. `start` returns as soon as the new process exists; `join` waits for
    # its end. With both in one loop the second job would start when the first has ended.
    #
    # `start`, not `run`: `run` is what the *new* process calls. Called from here it would do
    # the job in this process.
    for process in processes:
        process.start()
    # A job that fails makes only its own exit code different: `join` raises nothing.
    for process in processes:
        process.join()
    # Before `join` the exit code would be None, because the process has not ended.
    return [Outcome(process.name, process.pid, process.exitcode) for process in processes]
