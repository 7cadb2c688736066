"""Submissions in: whatever lies at a path becomes bytes worth grading, or a reason why not."""

from grader.intake.single import MAX_SIZE, Submission, read_submission

__all__ = ["MAX_SIZE", "Submission", "read_submission"]
