"""What an intake says: who handed in what, where it lies, and what a person should look at.

All text in these records came from students or platforms. It is well-formed Unicode on one line
(:mod:`grader.intake.names` sees to that), so that it can be stored and shown; it is still never
used as a path, and each format's own escaping still applies.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from grader.classbook import Student
from grader.model import Record


class Layout(StrEnum):
    """How a class's submissions are arranged."""

    PLAIN_STUDENTS = "students"
    """``DIR/<student>/<exercise>.py``, or ``DIR/<student>.zip``."""
    PLAIN_EXERCISES = "exercises"
    """``DIR/<exercise>/<student>.py``, or ``DIR/<exercise>/<student>/...``."""
    MOODLE = "moodle"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    CLASSROOM = "classroom"
    """``<assignment>-<login>/exercises/<exercise>/<exercise>.py``: clones of repositories."""


LOOKS_LIKE: dict[Layout, str] = {
    Layout.PLAIN_STUDENTS: "<student>/<exercise>.py, or <student>.zip",
    Layout.PLAIN_EXERCISES: "<exercise>/<student>.py",
    Layout.MOODLE: "<Full Name>_<number>_assignsubmission_file_/<file>",
    Layout.CANVAS: "<name>_<user id>_<attachment id>_<file>",
    Layout.GRADESCOPE: "submission_metadata.yml beside submission_<id>/<file>",
    Layout.CLASSROOM: "<assignment>-<login>/exercises/<exercise>/<exercise>.py",
}
"""One line each, for people."""


class Entry(Record, frozen=True):
    """One student's file for one exercise."""

    student: Student
    exercise: str
    name: str
    """The file's name as it was handed in."""
    origin: str
    """Where it lies, for people: ``week1.zip: Ada_12/pool.py``."""
    submitted_at: datetime | None = None
    """With a time zone; None where the platform says nothing that can be trusted."""
    late: bool | None = None
    """What the platform says; None where it says nothing."""
    digest: str | None = None
    """SHA-256 of the file's bytes in hexadecimal; None when they can't be had."""


class Problem(Record, frozen=True):
    """Something that a person should look at before the class is graded."""

    kind: str
    """``collision``, ``ambiguous``, ``unnamed``, ``not-python``, ``nobody``, ``archive``, ``link``,
    ``special``, ``unreadable``, ``online-text``, ``too-many`` or ``platform``."""
    subject: str
    cause: str
    remedy: str
