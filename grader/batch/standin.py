"""Stands in for the intake of layouts until it is there: DIR/<student>/<exercise>.py only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from grader.classbook import Student
from grader.course import Course
from grader.errors import UsageError
from grader.intake import Submission, read_submission
from grader.model import Record


class Layout(StrEnum):
    PLAIN_STUDENTS = "students"


class Entry(Record, frozen=True):
    student: Student
    exercise: str
    name: str
    origin: str
    submitted_at: datetime | None = None
    late: bool | None = None
    digest: str | None = None


class Problem(Record, frozen=True):
    kind: str
    subject: str
    cause: str
    remedy: str


class Intake(Record, frozen=True):
    layout: Layout
    why: str
    root: str
    entries: tuple[Entry, ...]
    superseded: tuple[Entry, ...] = ()
    students: tuple[Student, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    extra: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def read(self, entry: Entry) -> Submission:
        return read_submission(Path(self.root) / entry.origin, entry.exercise)


def take_in(
    path: Path,
    course: Course,
    *,
    layout: Layout | None = None,
    exercises: Sequence[str] | None = None,
) -> Intake:
    if not path.is_dir():
        raise UsageError(str(path), "there is no such folder", "Name the folder of submissions.")
    entries = []
    students = []
    for folder in sorted(path.iterdir()):
        if not folder.is_dir():
            continue
        student = Student(key=folder.name)
        students.append(student)
        for slug in exercises or course.exercises:
            file = folder / f"{slug}.py"
            if file.exists() or file.is_symlink():
                entries.append(
                    Entry(
                        student=student,
                        exercise=slug,
                        name=file.name,
                        origin=f"{folder.name}/{file.name}",
                    )
                )
    return Intake(
        layout=Layout.PLAIN_STUDENTS,
        why="each folder is named like a student",
        root=str(path),
        entries=tuple(entries),
        students=tuple(students),
    )
