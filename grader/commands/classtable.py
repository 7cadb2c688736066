"""A class on a terminal: one line an exercise, or one student's grades."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from grader.model import Verdict
from grader.text import number, one_line
from grader.wording import VERDICTS, mark

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.classbook import ClassBook, Grade


def class_table(classbook: ClassBook, exercises: Collection[str] | None = None) -> RenderableType:
    """How the class did in each exercise (all when None)."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("exercise", no_wrap=True)
    for title in ("students", "full marks", "mean", "late", "flagged", "not decided", "missing"):
        table.add_column(title, justify="right")
    for column in classbook.columns:
        if exercises is not None and column.exercise not in exercises:
            continue
        grades = [g for g in classbook.grades if g.report.exercise == column.exercise]
        full = sum(grade.report.verdict is Verdict.PASSED for grade in grades)
        mean = number(round(sum(grade.score for grade in grades) / (len(grades) or 1), 1))
        table.add_row(
            one_line(column.exercise, 40),
            str(len(grades)),
            _count(full),
            f"{mean} / {number(column.max_score)}" if grades else "·",
            _count(sum(bool(g.lateness and g.lateness.days) for g in grades)),
            _count(sum(bool(g.report.flags) for g in grades)),
            _count(sum(g.report.verdict is Verdict.INCONCLUSIVE for g in grades)),
            _count(len(classbook.students) - len(grades)),
        )
    return table


def grade_line(grade: Grade) -> str:
    """One grade in a few words: ``✓ 14 of 14, passed``."""
    report = grade.report
    return (
        f"{mark(report.verdict)} {number(grade.score)} of {number(report.max_score)}, "
        f"{VERDICTS[report.verdict]}"
    )


def _count(value: int) -> str:
    """Nothing for none: what is there is seen at once."""
    return str(value) if value else "·"
