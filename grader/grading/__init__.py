"""One submission in, one report out; and the proof that an exercise's checks are right."""

from grader.checks.session import Event
from grader.grading.host import Host
from grader.grading.pipeline import grade
from grader.grading.verify import VerifyResult, verify

__all__ = ["Event", "Host", "VerifyResult", "grade", "verify"]
