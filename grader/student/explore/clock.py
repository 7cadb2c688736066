"""The virtual clock behind ``time``: sleeping takes no time, and time is causal.

Each thread has its own clock (see ``runtime``). Reading it moves it on by a
microsecond, so that a program that waits for a deadline by looking at the
clock gets there: each look in a row doubles the step.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from grader.student.explore.ops import Op
from grader.student.explore.primitive import never, running

EPOCH = 1_700_000_000.0  # virtual time.time() when the program starts


def sleep(seconds: float, /) -> None:
    """``time.sleep`` in virtual time: others may run, and the clock moves on."""
    if not hasattr(seconds, "__float__") and not hasattr(seconds, "__index__"):
        raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    execution = running()
    line = sys._getframe(1).f_lineno
    execution.visible(
        Op(
            "sleep",
            (),
            -1 - line,
            attr=seconds,
            needs=never,
            deadline=execution.current.time + seconds,
        )
    )


def _now() -> float:
    task = running().current
    task.clock_reads += 1
    task.looks = task.looks + 1 if task.looked == task.time else 0
    task.time += 1e-6 * 2.0 ** min(task.looks, 60)
    task.looked = task.time
    return task.time


def monotonic() -> float:
    """Seconds since the program's start."""
    return _now()


def wall() -> float:
    """``time.time``: seconds since the epoch."""
    return EPOCH + _now()


def monotonic_ns() -> int:
    """Nanoseconds since the program's start."""
    return int(_now() * 1e9)


def wall_ns() -> int:
    """``time.time_ns``."""
    return int((EPOCH + _now()) * 1e9)


def install(module: ModuleType) -> None:
    """Put the virtual clock into a copy of ``time``."""
    functions: dict[str, Any] = {
        "sleep": sleep,
        "time": wall,
        "time_ns": wall_ns,
        "monotonic": monotonic,
        "monotonic_ns": monotonic_ns,
        "perf_counter": monotonic,
        "perf_counter_ns": monotonic_ns,
        "process_time": monotonic,
        "process_time_ns": monotonic_ns,
        "thread_time": monotonic,
        "thread_time_ns": monotonic_ns,
    }
    vars(module).update(functions)
