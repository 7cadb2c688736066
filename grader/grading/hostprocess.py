"""A host's process, and the judges it forks, as the grader sees them; see ``host.py``."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

from grader import spare
from grader.checks.session import Fault, SessionSpec, write_spec
from grader.course import Exercise
from grader.errors import GraderError
from grader.grading import pipeline
from grader.grading.judge import session_deadline
from grader.grading.messages import MAX_MESSAGE, READY
from grader.grading.process import Judge

START_TIME = 120.0
"""Seconds until a host that does not say it is ready counts as stuck: a machine may be busy."""
CLOSE_TIME = 3.0
"""Seconds that a host has to end in good order."""
FORK_TIME = 60.0
"""Seconds until a host that does not fork counts as stuck."""


class HostGoneError(Exception):
    """The host has ended or does not answer. Handled in ``host.py``: nobody else sees it."""


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
        """End it, with its judges and sandboxes, and remove its folder."""
        # At the end of its socket it ends them in good order, and knows what they cost.
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self.ends(CLOSE_TIME)
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
                    env=spare.judge_environment(os.environ),
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
