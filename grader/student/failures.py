"""Exceptions of the student's code, as plain data.

Walks tracebacks itself: ``traceback`` and ``linecache`` may have been patched by the code that
raised, and a scenario's source must never reach the report.
"""

# ruff: noqa: UP029 - builtins are bound here, before student code can patch them
from __future__ import annotations

import os
from builtins import BaseException, SyntaxError, isinstance, len, str, type
from types import TracebackType
from typing import Any

from grader.student import plain

MAX_FRAMES = 40
MAX_MESSAGE = 2000
SCENARIOS = "scenarios.py"

_HERE = os.path.dirname(os.path.abspath(__file__))
_LIBRARY = os.path.dirname(os.path.abspath(os.__file__))
_basename = os.path.basename


class Sources:
    """The student's file as text, read before any of it ran."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.name = _basename(path)
        self.text = text
        # Not ``splitlines``: that also splits where Python does not count a line.
        self.lines = text.split("\n")

    def line(self, number: int | None) -> str:
        """Line ``number`` (from 1) without its indentation; empty when there is none."""
        if number is None or not 0 < number <= len(self.lines):
            return ""
        return self.lines[number - 1].strip()

    def owns(self, filename: str) -> bool:
        """Whether code compiled from ``filename`` is the student's."""
        return filename == self.path or filename == self.name


def describe(error: BaseException, sources: Sources) -> dict[str, Any]:
    """Turn ``error`` into the fields of ``wire.ErrorInfo``."""
    frames = _frames(error.__traceback__, sources)
    syntax = _syntax_frame(error, sources)
    if syntax is not None:
        frames.append(syntax)
    own = False
    for frame in frames:
        own = own or frame["file"] == sources.name
    return {
        "type": plain.type_name(error),
        "message": message_of(error),
        "traceback": frames,
        "in_student_code": own,
    }


def message_of(error: BaseException) -> str:
    """``str(error)``, cut, and never an exception of its own."""
    try:
        text = str(error)
    except BaseException:
        return "(its text can't be had: __str__ raised an exception)"
    return str.__str__(text)[:MAX_MESSAGE]


def short_name(filename: str, sources: Sources) -> str:
    """A file's name as the report shows it: without the folders of this machine."""
    if sources.owns(filename):
        return sources.name
    if filename.startswith(_LIBRARY + os.sep):
        return filename[len(_LIBRARY) + 1 :]
    return _basename(filename)


def _frames(trace: TracebackType | None, sources: Sources) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        filename = code.co_filename
        if not filename.startswith((_HERE, "<frozen")):
            own = sources.owns(filename)
            found.append(
                {
                    "file": short_name(filename, sources),
                    "line": trace.tb_lineno,
                    "function": code.co_name,
                    "source": sources.line(trace.tb_lineno) if own else "",
                }
            )
        trace = trace.tb_next
    if len(found) > MAX_FRAMES:
        found = found[: MAX_FRAMES // 4] + found[-MAX_FRAMES * 3 // 4 :]
    return found


def _syntax_frame(error: BaseException, sources: Sources) -> dict[str, Any] | None:
    """Where a syntax error of the student's file lies, which no traceback says."""
    if not isinstance(error, SyntaxError) or type(error.filename) is not str:
        return None
    if not sources.owns(error.filename):
        return None
    return {
        "file": sources.name,
        "line": error.lineno,
        "function": "<module>",
        "source": sources.line(error.lineno),
    }
