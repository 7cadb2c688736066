"""Strategy: a small tree of schedules for a reader to choose in, not for finding bugs.

A choice is offered only where two threads or more are about to do something in the student's own
file. Everything else (the scenario's lines, threads that begin and end) is done at once, so that
the tree holds the student's steps and nothing more. Schedules with fewer preemptions come first,
and among them those that leave the default earlier.
"""

from __future__ import annotations

import heapq
import sys
from typing import TYPE_CHECKING

from grader.student.explore.strategy import DivergedError, default_choice
from grader.student.explore.transform import Sites

if TYPE_CHECKING:
    from grader.student.explore.runtime import Execution
    from grader.student.explore.task import Task

_NOT_A_STEP = frozenset({"begin", "end", "spin", "tick"})


class Walk:
    """Runs the schedules of the student's steps, the plainest first. Needs a recorder.

    Args:
        sites: places of the hooks.
        file: name of the student's file.
    """

    def __init__(self, sites: Sites, file: str) -> None:
        self.sites = sites
        self.file = file
        self.exhausted = False
        self.waiting: list[tuple[int, int, list[int]]] = [(0, 0, [])]
        self.pushed = 0
        self.prefix: list[int] = []
        self.path: list[int] = []

    def begin(self) -> bool:
        """Take the plainest schedule that is left."""
        if not self.waiting:
            self.exhausted = True
            return False
        _, _, self.prefix = heapq.heappop(self.waiting)
        self.path = []
        return True

    def choose(self, execution: Execution, able: list[int], timed: list[int], current: int) -> int:
        """Do what is not the student's at once; follow the prefix, then the default."""
        theirs = [index for index in able if self._is_students(execution, execution.tasks[index])]
        rest = [index for index in able if index not in theirs]
        depth = len(self.path)
        if rest:
            chosen = current if current in rest else rest[0]
        elif depth < len(self.prefix):
            chosen = self.prefix[depth]
            if chosen not in able and chosen not in timed:
                raise DivergedError("under the same schedule another set of threads can go on", -1)
        else:
            chosen = default_choice(able, timed, current)
            for other in theirs:
                if other != chosen:
                    self.pushed += 1
                    cost = execution.preemptions + (current >= 0)
                    heapq.heappush(self.waiting, (cost, self.pushed, [*self.path, other]))
        self.path.append(chosen)
        return chosen

    def end(self, execution: Execution) -> None:
        """Nothing to learn."""

    def _is_students(self, execution: Execution, task: Task) -> bool:
        op = task.pending
        if op.kind in _NOT_A_STEP or execution.recorder is None:
            return False
        place = self.sites.place(op.site)
        if place is None:
            place = execution.recorder.find(sys._current_frames().get(task.os_ident))
        return place is not None and place[0] == self.file
