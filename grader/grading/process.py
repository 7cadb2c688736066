"""Control of judge processes: start, listen, deadline, kill.

A judge is started in a session of its own, with an environment made from nothing, and one pipe on
which it reports. :func:`attend` listens to several judges at once until each has closed its pipe
or met its deadline; whatever happens, including Ctrl-C, no judge is left when it returns.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from grader import spare
from grader.checks.session import Line, SessionSpec, write_spec
from grader.errors import GraderError
from grader.grading.judge import session_deadline

_MAX_BACKLOG = 8 << 20
_GRACE = 10.0
"""Seconds that a judge may take to end after it closed its pipe."""


class Judge(ABC):
    """One judge, whoever started it.

    Args:
        spec: what to judge.
        folder: a private folder of this judge.
        pipe: where its lines can be read; closed with it.
    """

    def __init__(self, spec: SessionSpec, folder: Path, pipe: int) -> None:
        self.spec = spec
        self.folder = folder
        self.report = folder / "report.json"
        self.log = folder / "log.txt"
        self._pipe = pipe
        self._backlog = b""
        self.killed = False
        self.lines: list[Line] = []
        os.set_blocking(pipe, False)
        self.deadline = time.monotonic() + session_deadline(spec)

    @abstractmethod
    def _ends(self, seconds: float | None) -> bool:
        """Wait until the process has ended, ``None`` for ever; whether it has."""

    def _status(self) -> int | None:
        return None

    @abstractmethod
    def _end(self) -> None:
        """Kill the process; its sandbox dies with it."""

    def fileno(self) -> int:
        """The pipe, for a selector."""
        return self._pipe

    def read(self) -> bool:
        """Take what the pipe holds; False when the judge has closed it."""
        try:
            data = os.read(self._pipe, 1 << 16)
        except BlockingIOError:
            return True
        *whole, self._backlog = (self._backlog + data).split(b"\n")
        for line in whole:
            # A line that was cut by the judge's death is no line.
            with contextlib.suppress(msgspec.MsgspecError):
                self.lines.append(msgspec.json.decode(line, type=Line))
        if len(self._backlog) > _MAX_BACKLOG:
            self.kill()
        return bool(data)

    def wait(self) -> int | None:
        """Wait until it has ended, killing it when it takes long; its exit status, if known."""
        if not self._ends(_GRACE):
            self.kill()
            self._ends(None)
        return self._status()

    def kill(self) -> None:
        """Kill it with its sandbox. Nothing when it has ended."""
        if not self._ends(0):
            self.killed = True
            self._end()

    def close(self) -> None:
        """Kill it if need be, wait for it and close the pipe. Idempotent."""
        self.kill()
        self._ends(None)
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def log_tail(self, limit: int = 2000) -> str:
        """The end of what it printed, for a report of a fault of ours."""
        try:
            return self.log.read_bytes()[-limit:].decode("utf-8", "replace").strip()
        except OSError:
            return ""


class JudgeProcess(Judge):
    """A judge of its own, started from nothing.

    Args:
        spec: what to judge; its ``events``, ``report`` and ``parent`` are filled in here.
        folder: a private folder of this judge.

    Raises:
        GraderError: the process can't be started.
    """

    def __init__(self, spec: SessionSpec, folder: Path) -> None:
        waiting = spare.take()
        if waiting is None or not self._use(waiting, spec, folder):
            self._start(spec, folder)

    def _use(self, waiting: spare.Spare, spec: SessionSpec, folder: Path) -> bool:
        """Let a process that waits already be this judge; whether it lives."""
        super().__init__(self._told(spec, waiting.writing, folder), folder, waiting.events)
        self._process = waiting.process
        if waiting.send(folder / "session.json"):
            return True
        waiting.drop()
        return False

    def _start(self, spec: SessionSpec, folder: Path) -> None:
        reading, writing = os.pipe()
        super().__init__(self._told(spec, writing, folder), folder, reading)
        try:
            with self.log.open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-s", "-m", spare.MODULE, str(folder / "session.json")],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=folder,
                    env=spare.judge_environment(os.environ),
                    pass_fds=[writing],
                    start_new_session=True,
                )
        except OSError as error:
            os.close(reading)
            raise _not_started(error) from None
        finally:
            os.close(writing)

    @staticmethod
    def _told(spec: SessionSpec, writing: int, folder: Path) -> SessionSpec:
        """``spec`` as it is written down for the process."""
        report = str(folder / "report.json")
        spec = msgspec.structs.replace(spec, events=writing, report=report, parent=os.getpid())
        try:
            write_spec(spec, folder / "session.json")
        except OSError as error:
            raise _not_started(error) from None
        return spec

    def _ends(self, seconds: float | None) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _status(self) -> int | None:
        return self._process.returncode

    def _end(self) -> None:
        # Its whole group. It is no zombie's number yet: nobody has waited for it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _not_started(error: OSError) -> GraderError:
    cause = f"its process can't be started ({error})"
    return GraderError("the judge", cause, "Please report this.")


def attend(judges: Iterable[Judge], on_line: Callable[[Judge, Line], None]) -> None:
    """Listen to ``judges`` until each has ended; past its deadline, a judge is killed.

    Args:
        judges: they are ended, but not closed, on a normal return.
        on_line: called for each line, in the order of arrival.
    """
    with selectors.DefaultSelector() as selector:
        for judge in judges:
            selector.register(judge, selectors.EVENT_READ, judge)
        while selector.get_map():
            open_judges: list[Judge] = [key.data for key in selector.get_map().values()]
            patience = min(judge.deadline for judge in open_judges) - time.monotonic()
            ready = selector.select(max(patience, 0.0))
            for key, _ in ready:
                judge = key.data
                going_on = judge.read()
                for line in judge.lines:
                    on_line(judge, line)
                judge.lines.clear()
                if not going_on:
                    selector.unregister(judge)
                    judge.wait()
            now = time.monotonic()
            for judge in open_judges:
                if judge.deadline <= now:
                    judge.kill()
