"""The one interface of search strategies.

A strategy is asked once per execution whether there is another one to run, and
once per step who goes next. It sees what every thread is about to do
(``execution.live`` and their pending operations) and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from grader.student.explore.runtime import Execution


class DivergedError(Exception):
    """The program did not do what it did before under the same schedule."""

    def __init__(self, reason: str, site: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.site = site


class Strategy(Protocol):
    """Chooses schedules. ``exhausted`` says, at the end, whether none is left out."""

    exhausted: bool

    def begin(self) -> bool:
        """Prepare the next execution; False when there is none."""

    def choose(self, execution: Execution, able: list[int], timed: list[int], current: int) -> int:
        """Return the index of the thread that goes next, or PRUNED.

        ``able`` threads can run now; ``timed`` ones only by letting a timed wait
        expire, most urgent first. ``current`` is the thread that ran last if it
        is able, else -1. Raise DivergedError when a replay does not fit.
        """

    def end(self, execution: Execution) -> None:
        """Learn from the finished execution."""


def default_choice(able: list[int], timed: list[int], current: int) -> int:
    """Return the choice without a preemption: go on, else the first that can."""
    if current >= 0:
        return current
    return able[0] if able else timed[0]
