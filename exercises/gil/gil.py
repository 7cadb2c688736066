"""Exercise `gil`: threads for what waits, processes for what computes.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=gil
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any


def map_io(func: Callable[[Any], Any], items: Iterable[Any], workers: int) -> list[Any]:
    """`[func(item) for item in items]`, for a func that mostly waits.

    Up to `workers` calls wait at the same time, all of them in this process.
    """
    # TODO
    raise NotImplementedError


def map_cpu(func: Callable[[Any], Any], items: Iterable[Any], workers: int) -> list[Any]:
    """`[func(item) for item in items]`, for a func that computes.

    `workers` processes compute at the same time, so that each may have a core of its own.
    """
    # TODO
    raise NotImplementedError


def where(item: Any) -> str:
    """Something to try it with."""
    return f"{item} in process {os.getpid()}, {threading.current_thread().name}"


if __name__ == "__main__":
    print(map_io(where, range(3), 3))
    print(map_cpu(where, range(3), 3))
