"""Records in, documents out: HTML that needs nothing but itself."""

from grader.reports.class_report import class_report
from grader.reports.student import notes_of, student_report
from grader.reports.warm import warm

__all__ = ["class_report", "notes_of", "student_report", "warm"]
