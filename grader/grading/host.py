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

import contextlib
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from grader.checks.session import KEEPER, Event, Fault, SessionSpec, write_spec
from grader.course import Course, Exercise
from grader.errors import GraderError, SubmissionError
from grader.grading import pipeline
from grader.grading.judge import session_deadline
from grader.grading.messages import MAX_MESSAGE, READY
from grader.grading.process import Judge, attend, judge_environment
from grader.intake import Submission
from grader.model import GradeReport, IsolationLevel

AVAILABLE = hasattr(os, "pidfd_open") and hasattr(socket, "send_fds")
START_TIME = 120.0
"""Seconds until a host that does not say it is ready counts as stuck: a machine may be busy."""
FORK_TIME = 60.0
"""Seconds until a host that does not fork counts as stuck."""
DYING_TIME = 1.0
"""Seconds that a host may take to be gone after its judge was."""
_LOG = logging.getLogger("grader.grading")


class HostGoneError(Exception):
    """The host has ended or does not answer. Handled here: nobody else sees it."""


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


class ForkedJudge(Judge):
    """A judge that a host forked.

    Args:
        spec: what to judge.
        folder: a private folder of this judge.
        pipe: where its lines can be read.
        start: where a byte lets it begin.
        handle: descriptor of its process.
    """

    def __init__(self, spec: SessionSpec, folder: Path, pipe: int, start: int, handle: int) -> None:
        super().__init__(spec, folder, pipe)
        self._start = start
        self._handle = handle

    def begin(self) -> None:
        """Let it judge; its time counts from now."""
        self.deadline = time.monotonic() + session_deadline(self.spec)
        with contextlib.suppress(BrokenPipeError):
            os.write(self._start, b"g")

    def close(self) -> None:
        """As :meth:`Judge.close`."""
        if self._handle < 0:
            return
        super().close()
        os.close(self._start)
        os.close(self._handle)
        self._handle = -1

    def _ends(self, seconds: float | None) -> bool:
        return _is_readable(self._handle, seconds)

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)


class HostProcess:
    """The process of a host, and the socket to it. Not for use by several threads at once.

    Args:
        spec: a session of the exercise; its checks and limits are those of all.
        exercise: for messages.
        digest: of the exercise, as it is now.

    Raises:
        GraderError: it can't be started.
    """

    def __init__(self, spec: SessionSpec, exercise: Exercise, digest: str) -> None:
        self.digest = digest
        self._exercise = exercise
        self._ready = False
        self._stack = contextlib.ExitStack()
        try:
            folder = self._stack.enter_context(pipeline.private_folder())
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._stack.callback(self._control.close)
            with theirs:
                self._process = _start(self._furnish(spec, folder), folder, theirs)
            self._handle = os.pidfd_open(self._process.pid)
            self._stack.callback(os.close, self._handle)
        except OSError as error:
            self._stack.close()
            raise GraderError(
                "the grading host", f"it can't be started ({error})", "Please report this."
            ) from None

    def ends(self, seconds: float) -> bool:
        """Wait until it has ended, for so long at most; whether it has."""
        return _is_readable(self._handle, seconds)

    def fork(self, spec: SessionSpec, folder: Path) -> ForkedJudge:
        """A judge for ``spec``, which waits for its :meth:`ForkedJudge.begin`.

        Raises:
            CourseError: the checks can't be collected.
            HostGoneError: it does not answer.
        """
        if not self._ready:
            first, _ = self._hear(START_TIME)
            if first != READY:
                raise pipeline.error_of(msgspec.json.decode(first, type=Fault), self._exercise)
            self._ready = True
        with contextlib.ExitStack() as opened:
            reading, writing = os.pipe()
            opened.callback(os.close, writing)
            waiting, start = os.pipe()
            opened.callback(os.close, waiting)
            mine = opened.enter_context(contextlib.ExitStack())
            mine.callback(os.close, reading)
            mine.callback(os.close, start)
            spec = msgspec.structs.replace(spec, report=str(folder / "report.json"))
            file = folder / "session.json"
            write_spec(spec, file)
            try:
                socket.send_fds(self._control, [os.fsencode(file)], [writing, waiting])
            except OSError as error:
                raise HostGoneError(f"{error}\n{self.log_tail()}") from None
            _, handle = self._hear(FORK_TIME)
            mine.pop_all()
            return ForkedJudge(spec, folder, reading, start, handle)

    def log_tail(self) -> str:
        """The end of what it printed."""
        with contextlib.suppress(OSError):
            return self._log.read_bytes()[-2000:].decode("utf-8", "replace").strip()
        return ""

    def close(self) -> None:
        """End it, with its judges, and remove its folder."""
        self._process.kill()
        self._process.wait()
        self._stack.close()

    def _furnish(self, spec: SessionSpec, folder: Path) -> Path:
        """Put a copy of the checks into ``folder``; the path of the session's file."""
        checks = folder / "checks"
        checks.mkdir(mode=0o700)
        tests = Path(spec.tests)
        for path in (tests, tests.parent / "pytest.ini"):
            (checks / path.name).write_bytes(path.read_bytes())
        self._log = folder / "log.txt"
        file = folder / "session.json"
        write_spec(
            msgspec.structs.replace(
                spec,
                tests=str(checks / tests.name),
                report=str(folder / "report.json"),
                parent=os.getpid(),
                only=(),
                only_visible=False,
            ),
            file,
        )
        return file

    def _hear(self, seconds: float) -> tuple[bytes, int]:
        """A message, and the descriptor that came with it (-1: none).

        Raises:
            HostGoneError: it has ended, or does not answer in time.
        """
        self._control.settimeout(seconds)
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, MAX_MESSAGE, 1)
        except OSError as error:
            raise HostGoneError(f"{error}\n{self.log_tail()}") from None
        if not message:
            raise HostGoneError(f"it ended\n{self.log_tail()}")
        return message, descriptors[0] if descriptors else -1


def _is_readable(fd: int, seconds: float | None) -> bool:
    poller = select.poll()
    poller.register(fd, select.POLLIN)
    return bool(poller.poll(None if seconds is None else seconds * 1000))


def _start(file: Path, folder: Path, control: socket.socket) -> subprocess.Popen[bytes]:
    """Start the process, from a thread that lives as long: its death signal follows the thread."""
    made: list[subprocess.Popen[bytes] | OSError] = []
    started = threading.Event()

    def keep() -> None:
        try:
            with (folder / "log.txt").open("wb") as log:
                process = subprocess.Popen(
                    [
                        *(sys.executable, "-P", "-s", "-m", "grader.grading.hosted"),
                        *(str(file), str(control.fileno())),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=folder,
                    env=judge_environment(os.environ),
                    pass_fds=[control.fileno()],
                    start_new_session=True,
                )
        except OSError as error:
            made.append(error)
            started.set()
            return
        handle = os.pidfd_open(process.pid)
        made.append(process)
        started.set()
        _is_readable(handle, None)
        os.close(handle)

    threading.Thread(target=keep, name="grading host", daemon=True).start()
    started.wait()
    process = made[0]
    if isinstance(process, OSError):
        raise process
    return process
