"""Reference solution of `gil`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any


def map_io(func: Callable[[Any], Any], items: Iterable[Any], workers: int) -> list[Any]:
    """`[func(item) for item in items]`, for a func that mostly waits."""
    # A thread that waits for a disk, a network or a clock lets go of the GIL, and another one
    # runs meanwhile. Threads are cheap, and nothing has to be pickled.
    return _map(ThreadPoolExecutor(workers), func, items)


def map_cpu(func: Callable[[Any], Any], items: Iterable[Any], workers: int) -> list[Any]:
    """`[func(item) for item in items]`, for a func that computes."""
    # A thread that computes holds the GIL: threads would take turns on one core. Each process
    # has an interpreter and a GIL of its own.
    return _map(ProcessPoolExecutor(workers), func, items)


def _map(executor: Executor, func: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    # `with` ends the executor's threads or processes, also when a task has raised. `map` keeps
    # the order of the items, and raises here what a task raised there.
    with executor:
        return list(executor.map(func, items))
