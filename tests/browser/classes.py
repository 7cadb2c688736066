"""Classes of any size, drawn from a seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import msgspec

from grader.classbook import (
    ClassBook,
    Column,
    Grade,
    Lateness,
    Override,
    Similarity,
    Student,
)
from grader.model import Flag, Misconception, Verdict
from tests import samples

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
CHECKS = ("adds_up", "no_lost_update", "released", "own_lock", "counts", "joins", "holds", "ends")


def class_of(students: int, exercises: int, *, seed: int = 1) -> ClassBook:
    """A class in which most cells are filled, in every way that there is."""
    draw = random.Random(seed)
    columns = tuple(
        Column(exercise=f"ex{n:02}", title=f"Exercise number {n}", max_score=16.0, checks=CHECKS)
        for n in range(1, exercises + 1)
    )
    people = tuple(
        Student(key=f"s{n:04}", name=f"{draw.choice(FIRST)} {draw.choice(LAST)} {n}")
        for n in range(1, students + 1)
    )
    grades = tuple(
        grade_of(draw, student.key, column)
        for student in people
        for column in columns
        if draw.random() < 0.93
    )
    alike = tuple(
        Similarity(exercise="ex01", first=a.key, second=b.key, share=0.9 - n / 100,
                   lines=((3, 14, 5, 16),))
        for n, (a, b) in enumerate(zip(people[::7], people[1::7], strict=False))
    )[:20]  # fmt: skip
    return ClassBook(
        title="Concurrent Python", columns=columns, students=people, grades=grades,
        similarities=alike,
    )  # fmt: skip


def grade_of(draw: random.Random, student: str, column: Column) -> Grade:
    failing = draw.random() < 0.4
    checks = [
        samples.check(
            name,
            Verdict.FAILED if failing and draw.random() < 0.3 else Verdict.PASSED,
            title=f"What {name} establishes",
        )
        for name in column.checks
    ]
    if draw.random() < 0.01:
        checks[0] = msgspec.structs.replace(checks[0], verdict=Verdict.INCONCLUSIVE)
    report = samples.report(
        *checks,
        exercise=column.exercise,
        title=column.title,
        student=student,
        flags=(Flag(kind="ctypes", message="it imports ctypes", line=3),)
        if draw.random() < 0.01
        else (),
        misconceptions=(Misconception(id="no_lock", title="No lock at all", feedback="Take it."),)
        if checks[1].verdict is Verdict.FAILED
        else (),
    )
    late = draw.random() < 0.05
    override = Override(score=9.5, reason="seen in class", at=NOW) if draw.random() < 0.01 else None
    return Grade(
        student=student,
        report=report,
        score=override.score if override else report.score,
        graded_at=NOW,
        submitted_at=NOW,
        lateness=Lateness(due=NOW, submitted=NOW, days=1, factor=0.9, why="a day late")
        if late
        else None,
        override=override,
    )


def link(grade: Grade) -> str:
    """As a batch lays its reports out."""
    return f"students/{grade.student}/{grade.report.exercise}.instructor.html"


FIRST = ("Ada", "Bo", "Chandra", "Dilip", "Eve", "Fatima", "Grace", "Huan", "Ines", "Jun")
LAST = ("Adebayo", "Brown", "Chen", "Dijkstra", "Eriksson", "Fernández", "Gupta", "Hopper", "李")
