"""What a student's report needs, got ready before there is anything to report."""

from __future__ import annotations

from grader.reports.page import environment
from grader.reports.source import source_lines
from grader.reports.student import TEMPLATE


def warm(source: str) -> None:
    """Compile the template, and the expressions that highlight ``source``; each takes a while."""
    environment().get_template(TEMPLATE)
    source_lines(source, ())
