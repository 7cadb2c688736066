"""Strategy: every schedule, depth first, without reduction. For small programs and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.student.explore.strategy import DivergedError, default_choice

if TYPE_CHECKING:
    from grader.student.explore.runtime import Execution


class Dfs:
    """Takes every enabled thread at every step, with at most ``bound`` preemptions."""

    def __init__(self, bound: int | None = None) -> None:
        self.exhausted = False
        self.bound = bound
        self.left_out = False
        self.path: list[tuple[int, list[int]]] = []  # (chosen, still to choose)
        self.depth = 0
        self.first = True

    def begin(self) -> bool:
        """Go back to the deepest choice that is not used up."""
        self.depth = 0
        if self.first:
            self.first = False
            return True
        while self.path:
            _chosen, left = self.path[-1]
            if left:
                self.path[-1] = (left[0], left[1:])
                return True
            self.path.pop()
        self.exhausted = not self.left_out
        return False

    def choose(self, execution: Execution, able: list[int], timed: list[int], current: int) -> int:
        """Follow the path, then the first choice of each new state."""
        if self.depth < len(self.path):
            chosen = self.path[self.depth][0]
            if chosen not in able and chosen not in timed:
                raise DivergedError("under the same schedule another set of threads can go on", -1)
        else:
            chosen = default_choice(able, timed, current)
            others = [t for t in (*able, *timed) if t != chosen]
            if self.bound is not None and execution.preemptions >= self.bound:
                costly = [t for t in others if current >= 0 or (able and t not in able)]
                self.left_out = self.left_out or bool(costly)
                others = [t for t in others if t not in costly]
            self.path.append((chosen, others))
        self.depth += 1
        return chosen

    def end(self, execution: Execution) -> None:
        """Forget what lies beyond the end of the execution."""
        del self.path[self.depth :]
