"""Strategy: PCT, random priorities with a few random changes (Burckhardt et al., 2010).

Each execution gives the threads random priorities and runs the highest; at
``depth - 1`` random steps the running thread falls to the lowest. A bug that
needs d ordering constraints is met with probability at least 1/(n * k^(d-1))
for n threads and k steps. Deterministic: the seed and the count of executions
give every choice.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.student.explore.runtime import Execution


class Pct:
    """Runs until the budget is spent; it can't know that it has seen everything."""

    def __init__(self, seed: int, depth: int) -> None:
        self.exhausted = False
        self.seed = seed
        self.change_points = max(depth - 1, 0)
        self.count = 0
        self.length = 40  # steps in the longest execution so far
        self.random = random.Random()
        self.priorities: dict[int, float] = {}
        self.changes: set[int] = set()
        self.step = 0

    def begin(self) -> bool:
        """Draw this execution's priorities and change points."""
        self.random = random.Random(self.seed * 1_000_003 + self.count)
        self.count += 1
        self.priorities = {}
        self.step = 0
        points = min(self.change_points, self.length)
        self.changes = set(self.random.sample(range(self.length), points))
        return True

    def choose(self, execution: Execution, able: list[int], timed: list[int], current: int) -> int:
        """Return the thread of the highest priority; expiring waits seldom go first."""
        for tid in (*able, *timed):
            if tid not in self.priorities:
                self.priorities[tid] = 1 + self.random.random()
        offered = able
        if timed and (not able or self.random.random() < 0.2):
            offered = [*able, *timed]
        chosen = max(offered, key=lambda tid: (self.priorities[tid], -tid))
        if self.step in self.changes:
            self.priorities[chosen] = self.random.random() / (1 + self.step)
            chosen = max(offered, key=lambda tid: (self.priorities[tid], -tid))
        self.step += 1
        return chosen

    def end(self, execution: Execution) -> None:
        """Learn how long executions are."""
        self.length = max(self.length, self.step)
