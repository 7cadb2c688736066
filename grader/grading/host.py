"""One warm judge for one exercise, for as many submissions as wanted.

Theory of operation. A judge of its own costs each submission the start of Python, the import of
pytest and its plugins, and the collection of the checks: more than most checks cost. A
:class:`Host` does that once, in a process (:mod:`grader.grading.hosted`) which then forks a judge
for each submission. What a judge does, and what is made of it, is the same as for
:func:`~grader.grading.pipeline.grade`, so the reports are equal in all but times.

**Several at once.** :meth:`Host.grade` may be called from any number of threads. Only so many
judge at the same time as there are *slots*; a caller beyond that has its judge forked and its
sandbox started already while it waits. So N slots and N + 1 threads keep N processors busy, with
the next sandbox always warm. Hosts of several exercises share slots by being given the same
semaphore.

**Whose death.** A judge that dies takes its own submission along and nothing else. When the host
itself died or does not answer, it is replaced, and the submission in hand is judged once more on
the fresh one; after that, what is undecided is inconclusive. A changed exercise gets a new host.

Where the system knows no process descriptors (anything but Linux), each submission has a judge of
its own, as with :func:`~grader.grading.pipeline.grade`.
"""

from __future__ import annotations

import logging
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.checks.session import KEEPER, Event, SessionSpec
from grader.course import Course, Exercise
from grader.errors import SubmissionError
from grader.grading import pipeline
from grader.grading.hostprocess import ForkedJudge, HostGoneError, HostProcess
from grader.grading.process import attend
from grader.intake import Submission
from grader.model import GradeReport, IsolationLevel

AVAILABLE = hasattr(os, "pidfd_open") and hasattr(socket, "send_fds")
DYING_TIME = 1.0
"""Seconds that a host may take to be gone after its judge was."""
_LOG = logging.getLogger("grader.grading")


class Host:
    """Grades submissions of one exercise; a context manager.

    Args:
        course: where the exercise comes from.
        exercise: what was to be solved.
        isolation: a weaker rung of the sandbox to use; the best one when None.
        jobs: how many submissions are judged at the same time, where no ``slots`` are given.
        slots: shared by several hosts, to bound how many judge at the same time in all.
        keeper: as for :func:`~grader.grading.pipeline.grade`.
    """

    def __init__(
        self,
        course: Course,
        exercise: Exercise,
        *,
        isolation: IsolationLevel | None = None,
        jobs: int = 1,
        slots: threading.Semaphore | None = None,
        keeper: str = KEEPER,
    ) -> None:
        self.course = course
        self.exercise = exercise
        self._isolation = isolation
        self._keeper = keeper
        self._slots = threading.Semaphore(max(jobs, 1)) if slots is None else slots
        self._lock = threading.Lock()
        self._process: HostProcess | None = None
        self._closed = False
        self.started = 0
        """How many host processes there were."""

    def grade(
        self,
        submission: Submission | SubmissionError,
        *,
        seed: int | None = None,
        student: str | None = None,
        on_event: Callable[[Event], None] | None = None,
        only_visible: bool = False,
    ) -> GradeReport:
        """Grade one submission, as :func:`~grader.grading.pipeline.grade` does.

        Callable from several threads at once.

        Raises:
            CourseError: the exercise is not well formed.
            GraderError: the grader could not begin. (What fails later is inconclusive instead.)
        """
        return pipeline.grade_by(
            self._judge if AVAILABLE else self._judge_alone,
            self.exercise,
            submission,
            seed=seed,
            student=student,
            isolation=self._isolation,
            on_event=on_event,
            only_visible=only_visible,
            keeper=self._keeper,
        )

    def close(self) -> None:
        """End the host, and every judge of it; what they had not decided is inconclusive."""
        with self._lock:
            self._closed = True
            self._retire()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _judge(self, state: pipeline.State, spec: SessionSpec, folder: Path) -> None:
        """Have a judge forked; what it decided is in ``state``."""
        for attempt in (1, 2):
            own = Path(tempfile.mkdtemp(prefix="judge-", dir=folder))
            try:
                process, judge = self._fork(spec, own)
            except HostGoneError as gone:
                _LOG.warning("a grading host was lost: %s", gone)
                if attempt == 1:
                    continue
                return
            try:
                with self._slots:
                    judge.begin()
                    attend([judge], state.hear)
                whole = state.conclude(judge)
            finally:
                judge.close()
            # A judge dies of its host's death a moment before that can be seen.
            if whole or not process.ends(DYING_TIME):
                break
        state.require_no_fault()

    def _judge_alone(self, state: pipeline.State, spec: SessionSpec, folder: Path) -> None:
        with self._slots:
            pipeline.judge_alone(state, spec, folder)

    def _fork(self, spec: SessionSpec, folder: Path) -> tuple[HostProcess, ForkedJudge]:
        """A judge for ``spec``, by the host there is or by a new one.

        Raises:
            CourseError: the exercise is not well formed.
            GraderError: no host can be started.
            HostGoneError: the host was lost meanwhile.
        """
        digest = self.exercise.digest()
        with self._lock:
            if self._process is not None and (
                self._process.digest != digest or self._process.ends(0)
            ):
                self._retire()
            if self._closed:
                raise HostGoneError("it was closed")
            if self._process is None:
                self.started += 1
                self._process = HostProcess(spec, self.exercise, digest)
            try:
                return self._process, self._process.fork(spec, folder)
            except BaseException:
                self._retire()
                raise

    def _retire(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None
