"""Strategy: one execution under a given schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.student.explore.strategy import DivergedError, default_choice

if TYPE_CHECKING:
    from grader.student.explore.runtime import Execution


class Replay:
    """Follows ``schedule``, one thread index a step, then goes on without preemption."""

    def __init__(self, schedule: list[int]) -> None:
        self.schedule = schedule
        self.exhausted = False
        self.depth = 0
        self.done = False

    def begin(self) -> bool:
        """Run once."""
        first, self.done = not self.done, True
        return first

    def choose(self, execution: Execution, able: list[int], timed: list[int], current: int) -> int:
        """Return the schedule's next thread; raise DivergedError when it cannot go on."""
        if self.depth >= len(self.schedule):
            return default_choice(able, timed, current)
        tid = self.schedule[self.depth]
        self.depth += 1
        if tid not in able and tid not in timed:
            site = execution.tasks[tid].pending.site if tid < len(execution.tasks) else -1
            raise DivergedError("the schedule does not fit the program", site)
        return tid

    def end(self, execution: Execution) -> None:
        """Nothing to learn."""
