"""Watching without a terminal: each grading as plain text, no keys, until the input ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from grader.commands.console import make_console, rendered
from grader.commands.watch.face import Face, told
from grader.commands.watch.view import now

if TYPE_CHECKING:
    from grader.checks.session import Event
    from grader.commands.watch.loop import Loop
    from grader.commands.watch.regrading import Graded
    from grader.course import Exercise
    from grader.errors import GradingError


class Plain(Face):
    """Prints each grading under a line with the time; see :class:`Face` for the arguments."""

    def grading(self, exercise: Exercise) -> None:
        """A grading begins: its end is what is printed."""

    def step(self, event: Event) -> None:
        """A check begins or ends: nobody waits before a screen."""

    def resized(self) -> None:
        """There is no screen."""

    def refresh(self) -> None:
        """Everything is printed already."""

    def graded(self, graded: Graded) -> None:
        """A grading ended, and has a report."""
        text = rendered(make_console(), self.remember(graded))
        problem = self.write_report(graded)
        self._print(text.rstrip("\n") + (f"\n{problem}" if problem else ""))

    def failed(self, error: GradingError) -> None:
        """The exercise can't be graded at all."""
        self._print(told(error))

    def typed(self, data: bytes, loop: Loop) -> None:
        """Somebody typed something: there are no keys here."""

    def _print(self, text: str) -> None:
        print(f"--- {now()} {self.place}\n{text}\n", flush=True)
        sys.stdout.flush()
