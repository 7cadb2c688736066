"""The step summary: one page of Markdown for a whole repository, the overview first."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.exporters.github import MAX_SUMMARY, fitting, markdown, summary
from grader.kit.ci.run import Graded
from grader.model import GradeReport, Verdict
from grader.text import number
from grader.wording import Words, mark


class Notes(msgspec.Struct, frozen=True):
    """What a reader has to know besides the gradings: sentences, harmless."""

    warnings: tuple[str, ...] = ()
    """Files of the course that were changed."""
    remarks: tuple[str, ...] = ()
    """For example that only the visible checks were run."""


def summary_page(
    graded: Sequence[Graded], notes: Notes, words: Words, limit: int = MAX_SUMMARY
) -> str:
    """Write the page.

    Args:
        graded: in the order of the course.
        notes: what else is to be known.
        words: of the student's language.
        limit: bytes that it may have.
    """
    language = words.language
    sections = [_overview([one.shown(language) for one in graded], notes, words)]
    by_need = sorted(graded, key=lambda one: one.report.verdict is Verdict.PASSED)
    sections += [summary(one.shown(language), language) for one in by_need]
    return fitting(sections, limit, language) + "\n"


def overview_lines(reports: Sequence[GradeReport], words: Words) -> list[str]:
    """One line an exercise, for a log."""
    if not reports:
        return []
    width = max(len(report.exercise) for report in reports)
    return [
        f"{mark(report.verdict)} {report.exercise:{width}}  {points(report, words)}, "
        f"{words.verdict(report.verdict)}"
        for report in reports
    ]


def total(reports: Sequence[GradeReport], words: Words) -> str:
    """All points together."""
    score = sum(report.score for report in reports)
    maximum = sum(report.max_score for report in reports)
    return words("report.points", score=score, max_score=maximum)


def points(report: GradeReport, words: Words) -> str:
    """The points of one exercise; of those that were decided."""
    return words("report.points", score=report.score, max_score=report.max_score)


def _overview(reports: Sequence[GradeReport], notes: Notes, words: Words) -> str:
    lines = [f"# {markdown(words('ci.title'))}: {markdown(total(reports, words))}", ""]
    for warning in notes.warnings:
        lines += [f"> ⚠ {markdown(warning)}", ""]
    for remark in notes.remarks:
        lines += [f"> {markdown(remark)}", ""]
    if reports:
        head = [words("ci.exercise"), words("ci.points"), words("ci.verdict")]
        lines += [f"| | {' | '.join(map(markdown, head))} |", "|---|---|---:|---|"]
    for report in reports:
        score = f"{number(report.score)} / {number(report.max_score)}"
        verdict = markdown(words.verdict(report.verdict))
        title = markdown(report.title or report.exercise)
        lines.append(f"| {mark(report.verdict)} | {title} | {score} | {verdict} |")
    return "\n".join([*lines, ""])
