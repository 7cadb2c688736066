"""The judge's process: ``python -m grader.grading.judge SESSION``, or as a :mod:`grader.spare`.

Runs pytest in-process, with our plugin, pytest-timeout and pytest-json-report and nothing else: no
configuration, ``conftest.py``, plugin or environment of the user's reaches it. It dies with the
pipeline that started it: the kernel sees to that on Linux, a thread that watches elsewhere.

The sandbox is started first, so that it boots while pytest is imported.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from grader.checks.runtime import open_session
from grader.checks.session import Fault, Line, SessionSpec, read_spec, send
from grader.errors import CourseError, GradingError
from grader.spare import WAIT

FAULT = 3
"""Exit status: nothing could be judged; why, was said on the pipe."""
_PR_SET_PDEATHSIG = 1
_UNUSED = (
    "cacheprovider",
    "debugging",
    "doctest",
    "faulthandler",
    "junitxml",
    "logging",
    "nose",
    "pastebin",
    "recwarn",
    "setuponly",
    "setupplan",
    "stepwise",
    "subtests",
    "threadexception",
    "unittest",
    "unraisableexception",
)
"""Plugins of pytest that a judge has no use for: leaving them out saves their start.
(pytest-json-report 1.5 needs ``legacypath``.)"""


def pytest_arguments(spec: SessionSpec, session_file: Path) -> list[str]:
    """The whole command line of pytest."""
    tests = Path(spec.tests)
    longest = max(spec.limits.values())
    arguments = [
        str(tests),
        "-c",
        str(tests.parent / "pytest.ini"),
        f"--rootdir={tests.parent}",
        "--noconftest",
        "--import-mode=importlib",
        "--assert=plain",
        "--tb=no",
        "-q",
        "-s",
        "-p",
        "pytest_timeout",
        f"--timeout={check_deadline(longest)}",
        "--timeout-method=signal",
        "--timeout-disable-debugger-detection",
        "-p",
        "pytest_jsonreport.plugin",
        "--json-report",
        f"--json-report-file={spec.report}",
        "--json-report-omit=keywords",
        "-p",
        "grader.checks.plugin",
        f"--grader-session={session_file}",
    ]
    for name in _UNUSED:
        arguments += ["-p", f"no:{name}"]
    if spec.only_visible:
        arguments += ["-m", "visible"]
    return arguments


def check_deadline(limit: float) -> float:
    """Seconds after which pytest-timeout ends a check.

    It is a net below the sandbox's own limits, which end every run: it is met only when the
    grader itself is stuck, so it makes a check inconclusive, not failed.
    """
    return 20 * limit + 30.0


def session_deadline(spec: SessionSpec) -> float:
    """Seconds after which the pipeline kills a judge: the net below the net."""
    checks = spec.only or tuple(spec.checks)
    return sum(check_deadline(spec.limits[check]) for check in checks) + 30.0


def main(arguments: list[str]) -> int:
    """Judge one session; returns pytest's exit status."""
    session_file = Path(arguments[0]) if arguments[0] != WAIT else _wait_for_session(arguments[1])
    spec = read_spec(session_file)
    die_with(spec.parent)
    try:
        session = open_session(spec)
    except GradingError as error:
        send(spec.events, Line(fault=fault_of(error)))
        return FAULT
    session.mark("opened")
    import pytest

    import grader.checks.plugin  # noqa: F401  (compiled and kept before the next line)

    # The course's folders stay as they are: no __pycache__ for the author's tests.
    sys.dont_write_bytecode = True
    session.mark("imported")
    status = int(pytest.main(pytest_arguments(spec, session_file)))
    session.mark("closed")
    session.say(Line(totals=session.totals()))
    return FAULT if session.fault is not None else status


def _wait_for_session(parent: str) -> Path:
    """Wait for the name of a session's file; from then on be as if started with it."""
    die_with(int(parent))
    name = sys.stdin.buffer.read()
    if not name:
        os._exit(0)
    file = Path(os.fsdecode(name))
    os.chdir(file.parent)
    log = os.open("log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    return file


def fault_of(error: GradingError) -> Fault:
    """``error`` as a judge reports it."""
    return Fault(
        subject=error.subject,
        cause=error.cause,
        remedy=error.remedy,
        ours=not isinstance(error, CourseError),
    )


def die_with(parent: int) -> None:
    """End this process when ``parent`` ends; 0 for nobody."""
    if parent <= 0:
        return
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    # It may have ended before the kernel was told.
    if os.getppid() != parent:
        os._exit(1)


def _watch(parent: int) -> None:
    stop = threading.Event()
    while os.getppid() == parent:
        stop.wait(0.5)
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Nothing is left to be done: the interpreter's own tidying only costs time.
    os._exit(status)
