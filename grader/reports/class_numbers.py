"""What a class report counts: pure functions over the class book."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from grader.classbook import ClassBook, Column, Grade
from grader.model import Record, Verdict
from grader.text import one_line

BUCKETS = 10


class ExerciseRow(Record, frozen=True):
    """One exercise in numbers."""

    column: Column
    handed_in: int
    mean: float | None
    """Points; None when nobody handed in."""
    median: float | None
    full: int
    """How many have full marks."""
    hardest: str
    """Title of the check with the lowest share of passes; empty when all passed everywhere."""


class Rate(Record, frozen=True):
    """How many passed one check, of those for whom it was decided."""

    id: str
    title: str
    passed: int
    decided: int
    column: int
    """Index of the exercise."""
    bit: int
    """Its place among the exercise's checks."""

    @property
    def share(self) -> float:
        """0 to 1; 1 when nobody was judged."""
        return self.passed / self.decided if self.decided else 1.0


class Idea(Record, frozen=True):
    """A misconception, and who shows it."""

    exercise: str
    id: str
    title: str
    students: tuple[str, ...]
    """Keys."""


class Cells:
    """The matrix, looked up by student and exercise."""

    def __init__(self, book: ClassBook) -> None:
        self._book = book
        self._cells = book.by_cell()
        self._order = {column.exercise: _check_order(book, column) for column in book.columns}

    def of(self, student: str, exercise: str) -> Grade | None:
        """The grade in one cell; None when nothing was handed in."""
        return self._cells.get((student, exercise))

    def total(self, student: str) -> float:
        """Points over all exercises."""
        found = (self.of(student, column.exercise) for column in self._book.columns)
        return sum((grade.score for grade in found if grade is not None), 0.0)

    def shares(self) -> list[float]:
        """Each student's share of all points there are, 0 to 1."""
        most = sum(column.max_score for column in self._book.columns)
        return [self.total(s.key) / most if most else 0.0 for s in self._book.students]

    def failed_bits(self, grade: Grade) -> int:
        """A bit for each check that did not pass, by its place among the exercise's checks."""
        order = self._order.get(grade.report.exercise, {})
        return sum(
            1 << order[check.id]
            for check in grade.report.checks
            if check.verdict not in (Verdict.PASSED, Verdict.INCONCLUSIVE) and check.id in order
        )


def exercise_rows(book: ClassBook) -> list[ExerciseRow]:
    """Each exercise in numbers, in the order of the columns."""
    rates = check_rates(book)
    rows = []
    for index, column in enumerate(book.columns):
        scores = [g.score for g in book.grades if g.report.exercise == column.exercise]
        own = [rate for rate in rates if rate.column == index and rate.share < 1]
        hardest = min(own, key=lambda rate: rate.share, default=None)
        rows.append(
            ExerciseRow(
                column=column,
                handed_in=len(scores),
                mean=statistics.fmean(scores) if scores else None,
                median=statistics.median(scores) if scores else None,
                full=sum(score >= column.max_score for score in scores),
                hardest=hardest.title if hardest else "",
            )
        )
    return rows


def check_rates(book: ClassBook) -> list[Rate]:
    """How many passed each check, exercise by exercise, in the author's order."""
    rates = []
    for index, column in enumerate(book.columns):
        titles: dict[str, str] = {}
        passed: dict[str, int] = {}
        decided: dict[str, int] = {}
        for grade in book.grades:
            if grade.report.exercise != column.exercise:
                continue
            for check in grade.report.checks:
                titles.setdefault(check.id, check.title)
                if check.verdict is not Verdict.INCONCLUSIVE:
                    decided[check.id] = decided.get(check.id, 0) + 1
                    passed[check.id] = passed.get(check.id, 0) + (check.verdict is Verdict.PASSED)
        rates += [
            Rate(
                id=name,
                title=one_line(titles.get(name, name), 120),
                passed=passed.get(name, 0),
                decided=decided.get(name, 0),
                column=index,
                bit=bit,
            )
            for name, bit in _check_order(book, column).items()
        ]
    return rates


def ideas(book: ClassBook) -> list[Idea]:
    """The misconceptions that were found, the most common first."""
    students: dict[tuple[str, str], list[str]] = {}
    titles: dict[tuple[str, str], str] = {}
    for grade in book.grades:
        for idea in grade.report.misconceptions:
            key = (grade.report.exercise, idea.id)
            titles.setdefault(key, idea.title)
            students.setdefault(key, []).append(grade.student)
    found = [
        Idea(exercise=exercise, id=name, title=one_line(titles[exercise, name], 120),
             students=tuple(keys))
        for (exercise, name), keys in students.items()
    ]  # fmt: skip
    return sorted(found, key=lambda idea: (-len(idea.students), idea.exercise, idea.id))


def distribution(shares: Iterable[float]) -> list[int]:
    """How many shares (0 to 1) lie in each tenth; a whole one belongs to the last."""
    counts = [0] * BUCKETS
    for share in shares:
        counts[min(BUCKETS - 1, max(0, int(share * BUCKETS)))] += 1
    return counts


def _check_order(book: ClassBook, column: Column) -> dict[str, int]:
    """Checks with their places: the author's order, else that of the first report."""
    names = list(column.checks)
    if not names:
        first = (g for g in book.grades if g.report.exercise == column.exercise)
        names = [check.id for g in first for check in g.report.checks]
    return {name: place for place, name in enumerate(dict.fromkeys(names))}
