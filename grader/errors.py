"""Whose fault it is, said in code. A leaf: imports nothing of the grader.

Every message names the object, the cause and the remedy. The three classes map to
three audiences: the student mends their file, the author mends the exercise, and a
:class:`GraderError` is ours.
"""

from __future__ import annotations


class GradingError(Exception):
    """Base of all problems that the grader explains instead of showing a traceback.

    Args:
        subject: what it is about, as the user knows it (a file, a key, an exercise).
        cause: what is wrong with it.
        remedy: what to do next.
    """

    def __init__(self, subject: str, cause: str, remedy: str) -> None:
        super().__init__(f"{subject}: {cause}. {remedy}")
        self.subject = subject
        self.cause = cause
        self.remedy = remedy


class SubmissionError(GradingError):
    """The student's file can't be graded as it is."""


class CourseError(GradingError):
    """The exercise is not well formed: its author has to mend it."""


class UsageError(GradingError):
    """The command was called with arguments that make no sense."""


class GraderError(GradingError):
    """The grader itself failed. Never the student's fault; please report it."""
