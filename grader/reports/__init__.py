"""Records in, documents out: HTML that needs nothing but itself."""

from grader.reports.edition import Edition, edition_of
from grader.reports.student import student_report
from grader.reports.witness import Step, Wait, Witness, read_witness

__all__ = [
    "Edition",
    "Step",
    "Wait",
    "Witness",
    "edition_of",
    "read_witness",
    "student_report",
]
