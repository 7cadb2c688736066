"""Small classes, for tests of exports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from grader.classbook import ClassBook, Column, Grade, Lateness, Override, Student
from grader.model import GradeReport, Verdict
from tests import samples

AT = datetime(2026, 10, 5, 12, 30, tzinfo=UTC)

ADA = Student(key="1001", id="1001", name="Ada Lovelace", login="ada", email="ada@example.org")
LI = Student(key="li", name="李娜", login="lina", email="lina@example.org")
EVE = Student(key="eve", name='=HYPERLINK("http://x","y")', login="eve")
BOB = Student(key="bob", name="Bob O'Hara", email="bob@example.org")
ZOE = Student(key="zoe", name="Zoë Müller", id="1005")

LOCK = Column(exercise="lock", title="A counter with a lock", max_score=10.0, checks=("adds_up",))
POOL = Column(exercise="pool", title="A pool of workers", max_score=4.0, checks=("runs",))


def graded(
    student: Student,
    score: float = 10.0,
    *,
    exercise: str = "lock",
    report: GradeReport | None = None,
    **fields: Any,
) -> Grade:
    """A grading of ``score`` points, or one with a report of its own."""
    maximum = LOCK.max_score if exercise == "lock" else POOL.max_score
    if report is None:
        good = score == maximum
        verdict = Verdict.PASSED if good else Verdict.FAILED
        check = samples.check(
            "adds_up", verdict, score=score, max_score=maximum, feedback="" if good else "1 < 2 & 3"
        )
        report = samples.report(check, exercise=exercise, title=f"The {exercise}")
    return Grade(student=student.key, report=report, score=score, graded_at=AT, **fields)


def undecided(student: Student, exercise: str = "lock") -> Grade:
    """A grading in which something could not be decided."""
    report = samples.inconclusive()
    return Grade(student=student.key, report=report, score=report.score, graded_at=AT)


def late(student: Student, score: float = 8.0) -> Grade:
    """A grading after the late policy."""
    lateness = Lateness(due=AT, submitted=AT, days=2, factor=0.8, why="2 days late: times 0.8")
    return graded(student, score, lateness=lateness)


def given(student: Student, score: float = 7.5, report: GradeReport | None = None) -> Grade:
    """A grading that a person overruled."""
    override = Override(score=score, reason="Explained it in person", at=AT)
    return graded(student, score, report=report or samples.inconclusive(), override=override)


def book(*grades: Grade, students: tuple[Student, ...] = (), columns: Any = (LOCK,)) -> ClassBook:
    """A class of ``students`` with ``grades``."""
    everybody = students or (ADA, LI, EVE, BOB, ZOE)
    return ClassBook(title="Threads 2026", columns=columns, students=everybody, grades=grades)
