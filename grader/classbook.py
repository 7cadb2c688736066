"""A class and its grades: what the gradebook gives out, and class reports and exports are made of.

A student is known by a ``key``, which the layout of the submissions gives and which is never used
as a path. Everything else about a student is for people and for other systems' files.
"""

from __future__ import annotations

from datetime import datetime

from grader.model import GradeReport, Record


class Student(Record, frozen=True):
    """One student, as the learning platform names them. All of it is hostile text."""

    key: str
    """Normalised, unique within a class."""
    name: str | None = None
    """What people call them; :attr:`key` where the layout gives no name."""
    id: str | None = None
    """The platform's own number: Canvas' user id, Gradescope's sid, Moodle's participant."""
    login: str | None = None
    email: str | None = None


class Column(Record, frozen=True):
    """One exercise of the class."""

    exercise: str
    title: str
    max_score: float
    checks: tuple[str, ...] = ()
    """Ids, in the author's order."""


class Lateness(Record, frozen=True):
    """What the late policy made of a submission."""

    due: datetime
    """With a time zone; extensions are counted in."""
    submitted: datetime
    days: int = 0
    """Days begun after the due date and its grace; 0 is in time."""
    factor: float = 1.0
    """What the score is multiplied with."""
    why: str = ""
    """In words, for the student; empty when in time."""


class Override(Record, frozen=True):
    """A score that a person gave."""

    score: float
    reason: str
    at: datetime


class Grade(Record, frozen=True):
    """The present grading of one student's submission of one exercise."""

    student: str
    """:attr:`Student.key`."""
    report: GradeReport
    score: float
    """Points that count: the override, else the report's after the late policy."""
    graded_at: datetime
    submitted_at: datetime | None = None
    lateness: Lateness | None = None
    override: Override | None = None
    comment: str = ""
    """By the instructor, for the student."""


class Similarity(Record, frozen=True):
    """Two submissions of one exercise that are more alike than chance makes them."""

    exercise: str
    first: str
    """Key of a student."""
    second: str
    share: float
    """Of the smaller one that is also in the other: 0 to 1, the stub's code left out."""
    lines: tuple[tuple[int, int, int, int], ...] = ()
    """Stretches: first and last line in the first file, first and last line in the second."""


class ClassBook(Record, frozen=True):
    """A class: its students, and the exercises they were to solve."""

    title: str
    columns: tuple[Column, ...]
    students: tuple[Student, ...]
    grades: tuple[Grade, ...]
    similarities: tuple[Similarity, ...] = ()

    def by_cell(self) -> dict[tuple[str, str], Grade]:
        """The grades by student's key and exercise's slug; a cell without one was not handed in."""
        return {(grade.student, grade.report.exercise): grade for grade in self.grades}
