"""What goes into the gradebook, and what comes out of it besides a class book."""

from __future__ import annotations

from datetime import datetime

from grader.model import GradeReport, Record, Verdict


class Refusal(Record, frozen=True):
    """Why a file can't be graded: the parts of a :class:`~grader.errors.SubmissionError`."""

    subject: str
    cause: str
    remedy: str


class Attempt(Record, frozen=True):
    """One file that was handed in. All of its text is hostile."""

    student: str
    """Key of the student."""
    exercise: str
    digest: str
    """Of its bytes; of the reason, where they can't be read."""
    name: str
    """The file's name as it was handed in."""
    origin: str
    """Where it lay, for people."""
    submitted_at: datetime | None = None
    late: bool | None = None
    """What the platform says; None when it says nothing."""
    refusal: Refusal | None = None


class Key(Record, frozen=True):
    """What was graded, against what, by what: two gradings with one key must come out alike."""

    student: str
    exercise: str
    submission: str
    """Digest of the submission."""
    checks: str
    """Digest of the exercise."""
    grader: str
    """Digest of the grader."""


class Known(Record, frozen=True):
    """What the book knows about a key."""

    rounds: int
    """How often it was graded."""
    final: bool
    """Whether one of those gradings decided every check."""


class Cell(Record, frozen=True):
    """One student's attempt that counts, and what is known of it."""

    attempt: Attempt
    verdict: Verdict | None
    """Of its present grading; None while there is none."""
    wanted: bool
    """Whether it is to be graded again whatever is known."""


class Past(Record, frozen=True):
    """One line of the history of a cell."""

    at: datetime
    kind: str
    """``graded``, ``override`` or ``comment``."""
    text: str
    """For people."""


class Recorded(Record, frozen=True):
    """A present grading and the text that it was made of, to render it again."""

    student: str
    report: GradeReport
    source: bytes | None
