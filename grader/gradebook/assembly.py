"""From rows to a class book: pure functions, where the policy and the instructor's word apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from grader.classbook import ClassBook, Column, Grade, Override, Similarity, Student
from grader.course import Course
from grader.gradebook.policy import Policy, after
from grader.gradebook.records import Past
from grader.model import (
    SCHEMA,
    CheckResult,
    Engine,
    GradeReport,
    IsolationLevel,
    Record,
    Usage,
    Verdict,
)
from grader.text import number
from grader.wording import VERDICTS

NOTHING = "Nothing was handed in."


class Graded(Record, frozen=True):
    """A present grading, and when that what it graded was handed in."""

    student: str
    report: GradeReport
    graded_at: datetime
    submitted_at: datetime | None


def class_book(
    *,
    course: Course,
    policy: Policy,
    students: Sequence[Student],
    columns: Iterable[str],
    graded: Sequence[Graded],
    overrides: Mapping[tuple[str, str], Override],
    comments: Mapping[tuple[str, str], str],
    similarities: tuple[Similarity, ...],
) -> ClassBook:
    """Put a class together.

    Columns stand in the course's order; exercises that it has no more come last. An override
    where nothing was handed in gets a report that says so.
    """
    slugs = set(columns)
    by_key = {student.key: student for student in students}
    reports = {item.report.exercise: item.report for item in graded}
    ordered = [slug for slug in course.exercises if slug in slugs]
    gone = sorted(slug for slug in slugs if slug not in course.exercises and slug in reports)
    grades = []
    for item in graded:
        cell = (item.student, item.report.exercise)
        lateness = policy.lateness(by_key[item.student], cell[1], item.submitted_at)
        override = overrides.get(cell)
        grades.append(
            Grade(
                student=item.student,
                report=item.report,
                score=after(item.report.score, lateness) if override is None else override.score,
                graded_at=item.graded_at,
                submitted_at=item.submitted_at,
                lateness=lateness,
                override=override,
                comment=comments.get(cell, ""),
            )
        )
    done = {(grade.student, grade.report.exercise) for grade in grades}
    for cell, override in overrides.items():
        if cell not in done and cell[1] in course.exercises:
            grades.append(
                Grade(
                    student=cell[0],
                    report=_nothing(course, *cell),
                    score=override.score,
                    graded_at=override.at,
                    override=override,
                    comment=comments.get(cell, ""),
                )
            )
    place = {slug: index for index, slug in enumerate([*ordered, *gone])}
    grades.sort(key=lambda grade: (grade.student, place.get(grade.report.exercise, len(place))))
    return ClassBook(
        title=policy.title or course.root.resolve().name,
        columns=tuple(
            [_column_of_course(course, slug) for slug in ordered]
            + [_column_of_report(reports[slug]) for slug in gone]
        ),
        students=tuple(students),
        grades=tuple(grades),
        similarities=similarities,
    )


def past(at: str, kind: str, text: str, score: float | None, most: float | None) -> Past:
    """One line of a cell's history, from its row."""
    words = text
    if kind == "graded":
        words = f"{number(score or 0)} of {number(most or 0)}, {VERDICTS[Verdict(text)]}"
    elif kind == "override":
        words = f"{'taken back' if score is None else number(score)}: {text}"
    elif not text:
        words = "taken back"
    return Past(at=datetime.fromisoformat(at), kind=kind, text=words)


def _column_of_course(course: Course, slug: str) -> Column:
    exercise = course.exercises[slug]
    return Column(
        exercise=slug,
        title=exercise.spec.title,
        max_score=exercise.max_score,
        checks=tuple(exercise.spec.checks),
    )


def _column_of_report(report: GradeReport) -> Column:
    return Column(
        exercise=report.exercise,
        title=report.title,
        max_score=sum(check.max_score for check in report.checks),
        checks=tuple(check.id for check in report.checks),
    )


def _nothing(course: Course, student: str, slug: str) -> GradeReport:
    """A report on nothing, for a score that a person gave."""
    exercise = course.exercises[slug]
    return GradeReport(
        schema=SCHEMA,
        exercise=slug,
        title=exercise.spec.title,
        student=student,
        score=0.0,
        max_score=exercise.max_score,
        verdict=Verdict.NOT_RUN,
        # Nothing ran, so nothing could break out.
        isolation=IsolationLevel.FULL,
        seed=0,
        flags=(),
        checks=tuple(
            CheckResult(
                id=name,
                title=check.title,
                verdict=Verdict.NOT_RUN,
                score=0.0,
                max_score=check.points,
                visible=check.visible,
                feedback=NOTHING,
            )
            for name, check in exercise.spec.checks.items()
        ),
        usage=Usage(),
        engine=Engine(grader="", python="", platform=""),
        problem=NOTHING,
    )
