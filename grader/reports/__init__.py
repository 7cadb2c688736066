"""Records in, documents out: HTML that needs nothing but itself."""

from grader.reports.student import student_report

__all__ = ["student_report"]
