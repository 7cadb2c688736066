"""A clock for time limits that stands still while the machine is busy with something else.

A limit exists to end a hang. Counted in plain seconds it must be generous enough for the busiest
machine, and then every hang is waited for that long. So time does not count in which a process of
the child could have run but was not let: Linux tells, for each thread, how long it has waited for
a processor (``run_delay``, the second number of ``/proc/PID/task/TID/schedstat``, nanoseconds).
The longest wait of any thread in an interval is taken off. Sleeping counts in full, and so does
computing; what a right solution needs is then about the same under any load.

A submission can starve itself, with more threads than processors. So the clock runs at a
``1 / STRETCH`` of the wall clock's speed at least; where the system does not tell, it is the wall
clock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

STRETCH = 5.0
"""A limit takes at most that many times as long by the wall clock."""
INTERVAL = 0.2
"""Seconds between two looks at the threads."""


class FairClock:
    """Seconds since its making in which the watched processes could get on.

    Args:
        processes: tells which processes to look at.
        now: the wall clock, in seconds.
        delays: reads how long each thread of some processes has waited for a processor, in seconds.
    """

    def __init__(
        self,
        processes: Callable[[], Iterable[int]],
        now: Callable[[], float] = time.monotonic,
        delays: Callable[[Iterable[int]], dict[int, float]] | None = None,
    ) -> None:
        self._processes = processes
        self._now = now
        self._delays = delays or run_delays
        self._start = self._looked = now()
        self._starved = 0.0
        self._elapsed = 0.0
        self._known: dict[int, float] = {}

    def elapsed(self) -> float:
        """Seconds that count; never runs backwards."""
        now = self._now()
        if now - self._looked >= INTERVAL:
            self._looked = now
            found = self._delays(self._processes())
            waits = [delay - self._known.get(thread, 0.0) for thread, delay in found.items()]
            self._starved += max(waits, default=0.0)
            self._known = found
        wall = now - self._start
        # A wait is told when it is over, so it may be longer than the interval before the look.
        self._starved = min(self._starved, wall * (1 - 1 / STRETCH))
        self._elapsed = max(self._elapsed, wall - self._starved)
        return self._elapsed


def run_delays(pids: Iterable[int]) -> dict[int, float]:
    """Seconds that each thread of ``pids`` has waited for a processor; none where nobody tells."""
    found = {}
    for pid in pids:
        try:
            threads = os.listdir(f"/proc/{pid}/task")
        except OSError:
            continue
        for thread in threads:
            try:
                with open(f"/proc/{pid}/task/{thread}/schedstat", "rb") as file:
                    found[int(thread)] = int(file.read().split()[1]) / 1e9
            except (OSError, ValueError, IndexError):
                continue
    return found
