"""Who may see what of a grading, decided in one place for the terminal and for HTML."""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

from grader.model import CheckResult, GradeReport

Edition = Literal["student", "instructor"]


def edition_of(report: GradeReport, edition: Edition) -> GradeReport:
    """Leave out of ``report`` what the readers of ``edition`` may not see.

    Students see input, observation, expectation and output of visible checks only. Feedback,
    hint and witness stay: they speak of the student's own lines. The tasks in the timeline of a
    hidden check are its inputs, so they become numbers.
    """
    if edition == "instructor":
        return report
    return msgspec.structs.replace(report, checks=tuple(map(_for_student, report.checks)))


def _for_student(check: CheckResult) -> CheckResult:
    if check.visible:
        return check
    return msgspec.structs.replace(
        check,
        observed=None,
        expected=None,
        stdout="",
        stderr="",
        runs=(),
        witness=_without_inputs(check.witness),
    )


_KNOWN = frozenset({"begins", "start", "end", "waits", "goes on", "killed", "gone"})
_ENDS = frozenset({"hangs", "rests"})
"""Where a process stood: at a line of the student's own, or in the library."""


def _without_inputs(witness: dict[str, Any] | None) -> dict[str, Any] | None:
    events = None if witness is None else witness.get("events")
    if witness is None or not isinstance(events, list):
        return witness
    numbers: dict[str, int] = {}
    shown = []
    for event in events:
        what = event.get("what") if isinstance(event, dict) else None
        if isinstance(what, str) and what in _ENDS:
            shown.append({key: event.get(key) for key in ("pid", "what", "line", "on")})
        elif isinstance(what, str) and (what in _KNOWN or _RAISED.fullmatch(what)):
            task = event.get("task")
            number = None if task is None else numbers.setdefault(repr(task), len(numbers) + 1)
            shown.append({"pid": event.get("pid"), "task": number, "thread": "", "what": what})
    return witness | {"events": shown}


_RAISED = re.compile(r"raised [A-Za-z_]{1,60}")
