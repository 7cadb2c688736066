"""Grades the newest save in the background, with one warm judge.

Theory of operation. One grading runs at a time, in a thread. A save while it runs makes its answer
worthless, so exactly one more follows, of whatever is saved by then, however many saves there
were. The running one is given :data:`PATIENCE` to end by itself, since most do and the warm judge
then serves the next one; after that (a loop without end, a deadlock) it is ended together with its
host, and the next one starts with a fresh host. Where gradings can't be ended from outside (on
anything but Linux) the next one starts when it has ended by itself.

All methods are called by one thread; ``say`` is called by others.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.errors import SubmissionError
from grader.model import Record

if TYPE_CHECKING:
    from grader.checks.session import Event
    from grader.grading import Host
    from grader.intake import Submission
    from grader.model import GradeReport

PATIENCE = 0.5
"""Seconds that a grading may go on when its file was saved again."""


_LEAVING = 2.0
"""Seconds to wait for a grading when everything ends; one that can't be ended ends after us."""


class Step(Record, frozen=True):
    """A check began or ended."""

    run: int
    event: Event


class Graded(Record, frozen=True):
    """A grading ended."""

    run: int
    seconds: float
    submission: Submission | SubmissionError | None
    report: GradeReport | None
    error: BaseException | None
    """Why there is no report."""


class Regrading:
    """Grades a file again and again; see above.

    Args:
        make_host: makes a judge.
        read: reads the file; may raise :class:`SubmissionError`.
        say: told of steps and ends, in another thread.
        clock: seconds; for tests.
    """

    def __init__(
        self,
        make_host: Callable[[], Host],
        read: Callable[[], Submission],
        say: Callable[[Step | Graded], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_host = make_host
        self._read = read
        self._say = say
        self._clock = clock
        self._host: Host | None = None
        self._thread: threading.Thread | None = None
        self._again = False
        self._end_at: float | None = None
        self._run = 0

    @property
    def busy(self) -> bool:
        """Whether a grading runs."""
        return self._thread is not None

    def ask(self) -> None:
        """Grade what is saved now."""
        if self._thread is None:
            self._start()
        elif not self._again:
            self._again = True
            self._end_at = self._clock() + PATIENCE

    def is_current(self, told: Step | Graded) -> bool:
        """Whether what was said is about the newest save."""
        return told.run == self._run and not self._again

    def ended(self, graded: Graded) -> None:
        """Take note of the end of a grading: to be called with each :class:`Graded`."""
        if graded.run != self._run or self._thread is None:
            return
        self._thread.join()
        self._thread = None
        self._end_at = None
        if self._again:
            self._again = False
            self._start()

    def patience(self) -> float | None:
        """Seconds until :meth:`enforce` has something to do; None when it has nothing."""
        return None if self._end_at is None else max(self._end_at - self._clock(), 0.0)

    def enforce(self) -> None:
        """End a grading that nobody wants any more, when its time is up."""
        if self._end_at is not None and self._clock() >= self._end_at:
            self._end_at = None
            self._drop_host()

    def close(self) -> None:
        """End everything, and wait for it."""
        self._again = False
        self._end_at = None
        self._drop_host()
        if self._thread is not None:
            self._thread.join(_LEAVING)
            self._thread = None

    def _start(self) -> None:
        self._run += 1
        if self._host is None:
            self._host = self._make_host()
        # A daemon: where gradings can't be ended from outside, leaving does not wait for one.
        self._thread = threading.Thread(
            target=self._grade, args=(self._host, self._run), name="grading", daemon=True
        )
        self._thread.start()

    def _drop_host(self) -> None:
        if self._host is not None:
            self._host.close()
            self._host = None

    def _grade(self, host: Host, run: int) -> None:
        began = self._clock()
        submission: Submission | SubmissionError | None = None
        report: GradeReport | None = None
        error: BaseException | None = None
        try:
            try:
                submission = self._read()
            except SubmissionError as refused:
                submission = refused
            report = host.grade(
                submission, on_event=lambda event: self._say(Step(run=run, event=event))
            )
        except BaseException as wrong:  # the main thread tells ours from an author's
            error = wrong
        self._say(
            Graded(
                run=run,
                seconds=self._clock() - began,
                submission=submission,
                report=report,
                error=error,
            )
        )
