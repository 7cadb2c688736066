"""Submissions in: whatever lies at a path becomes bytes worth grading, or a reason why not."""

from grader.intake.records import LOOKS_LIKE, Entry, Layout, Problem
from grader.intake.single import MAX_SIZE, Submission, read_submission
from grader.intake.take import Intake, take_in

__all__ = [
    "LOOKS_LIKE",
    "MAX_SIZE",
    "Entry",
    "Intake",
    "Layout",
    "Problem",
    "Submission",
    "read_submission",
    "take_in",
]
