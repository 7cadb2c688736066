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
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

import grader
from grader.checks.session import Line, SessionSpec, write_spec
from grader.errors import GraderError
from grader.grading.judge import session_deadline

_MAX_BACKLOG = 8 << 20
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "GRADER_ISOLATION", "SYSTEMROOT", "TMPDIR")
_GRACE = 10.0
"""Seconds that a judge may take to end after it closed its pipe."""


def judge_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a judge: nothing of the user's that could change a verdict."""
    kept = {name: environ[name] for name in _KEPT if name in environ}
    return kept | {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8:backslashreplace",
        "PYTHONPATH": str(Path(grader.__file__).parent.parent),
        "PYTHONUTF8": "1",
    }


class JudgeProcess:
    """One judge.

    Args:
        spec: what to judge; its ``events``, ``report`` and ``parent`` are filled in here.
        folder: a private folder of this judge.

    Raises:
        GraderError: the process can't be started.
    """

    def __init__(self, spec: SessionSpec, folder: Path) -> None:
        self.folder = folder
        self.report = folder / "report.json"
        self.log = folder / "log.txt"
        reading, writing = os.pipe()
        self._pipe = reading
        self._backlog = b""
        self.killed = False
        self.lines: list[Line] = []
        self.spec = msgspec.structs.replace(
            spec, events=writing, report=str(self.report), parent=os.getpid()
        )
        session_file = folder / "session.json"
        try:
            write_spec(self.spec, session_file)
            with self.log.open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-s", "-m", "grader.grading.judge", str(session_file)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=folder,
                    env=judge_environment(os.environ),
                    pass_fds=[writing],
                    start_new_session=True,
                )
        except OSError as error:
            os.close(reading)
            raise GraderError(
                "the judge", f"its process can't be started ({error})", "Please report this."
            ) from None
        finally:
            os.close(writing)
        os.set_blocking(reading, False)
        self.deadline = time.monotonic() + session_deadline(self.spec)

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

    def wait(self) -> int:
        """Wait until it has ended, killing it when it takes long; its exit status."""
        try:
            return self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.wait()

    def kill(self) -> None:
        """Kill it with its process group; its sandbox dies with it. Nothing when it has ended."""
        if self._process.poll() is None:
            self.killed = True
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill it if need be, wait for it and close the pipe. Idempotent."""
        self.kill()
        self._process.wait()
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def log_tail(self, limit: int = 2000) -> str:
        """The end of what it printed, for a report of a fault of ours."""
        try:
            return self.log.read_bytes()[-limit:].decode("utf-8", "replace").strip()
        except OSError:
            return ""


def attend(judges: Iterable[JudgeProcess], on_line: Callable[[JudgeProcess, Line], None]) -> None:
    """Listen to ``judges`` until each has ended; past its deadline, a judge is killed.

    Args:
        judges: they are ended, but not closed, on a normal return.
        on_line: called for each line, in the order of arrival.
    """
    with selectors.DefaultSelector() as selector:
        for judge in judges:
            selector.register(judge, selectors.EVENT_READ, judge)
        while selector.get_map():
            open_judges: list[JudgeProcess] = [key.data for key in selector.get_map().values()]
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
