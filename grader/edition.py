"""Who may see what of a grading, decided in one place for the terminal and for HTML."""

from __future__ import annotations

from typing import Literal

import msgspec

from grader.model import CheckResult, GradeReport

Edition = Literal["student", "instructor"]


def edition_of(report: GradeReport, edition: Edition) -> GradeReport:
    """Leave out of ``report`` what the readers of ``edition`` may not see.

    Students see input, observation, expectation and output of visible checks only. Feedback,
    hint and witness stay: they speak of the student's own lines.
    """
    if edition == "instructor":
        return report
    return msgspec.structs.replace(report, checks=tuple(map(_for_student, report.checks)))


def _for_student(check: CheckResult) -> CheckResult:
    if check.visible:
        return check
    return msgspec.structs.replace(check, observed=None, expected=None, stdout="", stderr="")
