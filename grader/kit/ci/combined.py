"""Gradings of several exercises as one, for systems that know one result for a submission."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.model import CheckResult, GradeReport, IsolationLevel, Usage, Verdict
from grader.text import one_line


def combined(title: str, reports: Sequence[GradeReport]) -> GradeReport:
    """Put ``reports`` together: their points and checks add up, in their order.

    One inconclusive grading makes the whole inconclusive. The isolation is the weakest of all.

    Args:
        title: of the whole.
        reports: at least one; a single one stays as it is.
    """
    if len(reports) == 1:
        return reports[0]
    verdicts = [report.verdict for report in reports]
    missed = [verdict for verdict in verdicts if verdict is not Verdict.PASSED]
    verdict = missed[0] if missed else Verdict.PASSED
    if Verdict.INCONCLUSIVE in verdicts:
        verdict = Verdict.INCONCLUSIVE
    first = reports[0]
    return msgspec.structs.replace(
        first,
        exercise="all",
        title=title,
        score=sum(report.score for report in reports),
        max_score=sum(report.max_score for report in reports),
        verdict=verdict,
        isolation=max((report.isolation for report in reports), key=_rung),
        flags=tuple(flag for report in reports for flag in report.flags),
        checks=tuple(_check(report, check) for report in reports for check in report.checks),
        problem=_problems(reports),
        misconceptions=tuple(known for report in reports for known in report.misconceptions),
        usage=Usage(
            wall=sum(report.usage.wall for report in reports),
            cpu=sum(report.usage.cpu for report in reports),
            peak_memory=max(report.usage.peak_memory for report in reports),
            sandboxes=sum(report.usage.sandboxes for report in reports),
        ),
        engine=msgspec.structs.replace(first.engine, exercise_digest="", submission_digest=""),
    )


def _check(report: GradeReport, check: CheckResult) -> CheckResult:
    return msgspec.structs.replace(
        check,
        id=f"{report.exercise}.{check.id}",
        title=f"{report.exercise}: {one_line(check.title)}",
    )


def _problems(reports: Sequence[GradeReport]) -> str | None:
    told = [f"{report.exercise}: {report.problem}" for report in reports if report.problem]
    return "\n".join(told) or None


def _rung(level: IsolationLevel) -> int:
    return level.rung
