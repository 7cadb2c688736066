"""One controlled thread, and the two ways in which its code is left early."""

from __future__ import annotations

import _thread
from collections.abc import Callable
from typing import Any

from grader.student.explore.ops import Op


class Abort(BaseException):
    """Unwinds a thread of an execution that is over. Student code should not catch it."""


class UnsupportedError(Exception):
    """The program did something the explorer can't control: the verdict is inconclusive."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Task:
    """One controlled thread."""

    def __init__(self, index: int, name: str, daemon: bool, body: Callable[[], None]) -> None:
        self.index = index
        self.name = name
        self.daemon = daemon
        self.body = body
        self.wake = _thread.allocate_lock()
        self.wake.acquire()
        self.os_ident = 0
        self.native = 0  # what the kernel calls the OS thread
        self.ident = 0
        self.pending: Op = Op("begin", ())
        self.done = False
        self.joined = False
        self.error: BaseException | None = None
        self.refusals = 0
        self.time = 0.0
        self.key: Any = ("life", 0)
        self.looked = -1.0
        self.looks = 0
        self.clock_reads = 0
        self.locals: dict[Any, Any] = {}
        self.thread: Any = None
        self.expired: dict[Any, int] = {}  # how often each of its timed waits ran out
        self.spins: dict[Any, Any] = {}
        self.touched: dict[Any, Op] = {}

    def probe(self) -> bool:
        """Whether the thread has ended."""
        return self.done
