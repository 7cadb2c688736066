"""A stand-in for the sandbox: runs trusted test submissions in the judge's own process.

No time passes and nothing is luck. A submission asks for a special end by raising ``Exception``
with a message such as ``hang`` or ``crash``.
"""

from __future__ import annotations

import os
import signal
import traceback
import types
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import GraderError
from grader.model import IsolationLevel
from grader.sandbox import Outlook, RunResult, RunStatus
from grader.wire import ChildAnswer, ErrorInfo, Job

_STACKS = """Timeout (0:00:08)!
Thread 0x00007f0000000001 (most recent call first):
  File "/submission/echo.py", line 7 in add
  File "/usr/lib/python3.11/threading.py", line 982 in run

Thread 0x00007f0000000002 (most recent call first):
  File "/usr/lib/python3.11/threading.py", line 1116 in _wait_for_tstate_lock
  File "/submission/echo.py", line 3 in say
"""


class NoKeeper:
    """A sandbox that can't be had."""

    def __init__(self, folder: Path, **options: Any) -> None:
        raise GraderError("the sandbox", "it can't start here", "Run `grader doctor`.")


class Keeper:
    """Like ``grader.sandbox.Keeper``; ``patience`` shows in the time-outs it is given."""

    def __init__(
        self,
        folder: Path,
        *,
        level: IsolationLevel | None = None,
        ahead: bool = False,
        outlook: Outlook | None = None,
    ) -> None:
        self.folder = folder
        self.level = level or IsolationLevel.FULL
        self.started = 1

    def run(
        self, job: Job, *, soft_timeout: float, cpu_limit: float, until_still: bool = False
    ) -> RunResult:
        """Load the submission and do the job, or end as the submission asks."""
        student = types.ModuleType(job.module)
        try:
            self._execute((self.folder / f"{job.module}.py").read_text(), job.module, student)
        except Exception as error:
            return self._raised(job, error, "import_error", soft_timeout)
        if job.mode == "load":
            return _answer("loaded")
        scenarios = types.ModuleType("scenarios")
        self._execute(job.scenarios, "scenarios", scenarios)
        try:
            value = getattr(scenarios, job.function)(student, **job.params)
        except Exception as error:
            return self._raised(job, error, "raised", soft_timeout)
        if job.mode == "explore":
            value = getattr(student, "EXPLORED", None) or {
                "outcomes": [{"kind": "returned", "value": value, "count": 1}],
                "executions": 1,
                "exhausted": True,
            }
            return _answer("explored", value=value)
        result = _answer("returned", value=value)
        return msgspec.structs.replace(result, flags=tuple(getattr(student, "FLAGS", ())))

    def started_anew(self) -> bool:
        """Whether no keeper around this submission was asked before."""
        mark = self.folder / "asked"
        known = mark.exists()
        mark.touch()
        return not known

    def close(self) -> None:
        """Nothing to end."""

    def _execute(self, text: str, name: str, module: types.ModuleType) -> None:
        exec(compile(text, f"/submission/{name}.py", "exec"), module.__dict__)

    def _raised(self, job: Job, error: Exception, kind: Any, soft_timeout: float) -> RunResult:
        if str(error).startswith("block "):
            # Whoever reads the FIFO hears the judge's pid, and the end of file when it dies.
            os.write(os.open(str(error).removeprefix("block "), os.O_WRONLY), b"%d" % os.getpid())
            signal.pause()
        match str(error):
            case "hang":
                return RunResult(status=RunStatus.TIMEOUT, stacks=_STACKS)
            case "slow" if soft_timeout < 5:
                return RunResult(status=RunStatus.TIMEOUT)
            case "slow":
                return _answer("returned", value="hello")
            case "crash":
                return RunResult(
                    status=RunStatus.CRASHED, reason="the process called os._exit(0) itself"
                )
            case "lost":
                return RunResult(status=RunStatus.LOST, reason="the sandbox is gone")
            case "kill the host":
                os.kill(os.getppid(), signal.SIGKILL)
                signal.pause()
            case "kill the host once" if self.started_anew():
                os.kill(os.getppid(), signal.SIGKILL)
                signal.pause()
            case "kill the judge":
                os.kill(os.getpid(), signal.SIGKILL)
        frames = tuple(
            {"file": f.filename, "line": f.lineno, "function": f.name, "source": f.line or ""}
            for f in traceback.extract_tb(error.__traceback__)
        )
        info = ErrorInfo(type=type(error).__name__, message=str(error), traceback=frames)
        return _answer(kind, error=info)


def _answer(kind: Any, **more: Any) -> RunResult:
    return RunResult(
        status=RunStatus.ANSWERED, answer=ChildAnswer(nonce="", kind=kind, **more), stdout="out\x1b"
    )
