"""How far a batch is: a bar on a terminal, a line now and then elsewhere, on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from grader.text import one_line, plural
from grader.wording import mark

if TYPE_CHECKING:
    from rich.progress import Progress

    from grader.batch.run import Done

_LINES = 20
"""Lines that a run prints where nobody looks at a terminal."""


class Watching:
    """Shows the progress of a batch while it lasts.

    Args:
        total: gradings to be made.
        quiet: show nothing but an interrupt.
    """

    def __init__(self, total: int, *, quiet: bool) -> None:
        self.total = total
        self.count = 0
        self._quiet = quiet
        self._bar: Progress | None = None
        self._began = time.monotonic()

    def __enter__(self) -> Watching:
        if self._quiet:
            return self
        from grader.commands.console import make_console

        console = make_console(stderr=True)
        if console.is_terminal and not console.is_dumb_terminal:
            from rich import progress

            self._bar = progress.Progress(
                progress.TextColumn("{task.description}", markup=False),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeElapsedColumn(),
                progress.TextColumn("left", markup=False),
                progress.TimeRemainingColumn(elapsed_when_finished=False),
                console=console,
                transient=True,
                # A grading takes seconds at times: look back far enough.
                speed_estimate_period=120,
            )
            self._bar.add_task("grading", total=self.total)
            self._bar.start()
        else:
            self._line(f"grading {plural(self.total, 'submission')}")
        return self

    def done(self, done: Done) -> None:
        """Take note of a grading."""
        self.count += 1
        if self._quiet:
            return
        key = done.task.key
        if self._bar is not None:
            what = one_line(f"{mark(done.report.verdict)} {key.exercise} {key.student}", 36)
            self._bar.update(self._bar.task_ids[0], completed=self.count, description=f"{what:36}")
        elif self.count * _LINES // self.total > (self.count - 1) * _LINES // self.total:
            self._line(f"{self.count} of {self.total} graded{self._eta()}")

    def stopping(self) -> None:
        """Say that an interrupt was heard. Called from a signal handler."""
        text = "\nStopping when the gradings in hand are done. Once more to stop at once."
        # Not through the bar: its lock may be held by what the signal interrupted.
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def _eta(self) -> str:
        if self.count == self.total:
            return ""
        left = (time.monotonic() - self._began) / self.count * (self.total - self.count)
        if left < 60:
            return ", less than a minute left"
        return f", about {plural(round(left / 60), 'minute')} left"

    def _line(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        if kind is KeyboardInterrupt:
            self._line(
                f"{self.count} of {plural(self.total, 'grading')} recorded; run it again to go on."
            )
