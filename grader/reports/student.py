"""One grading as a self-contained page.

Everything that a submission printed, raised or named is hostile here. Three layers keep it
text: Jinja2 escapes every expression, the environment's ``finalize`` neutralises control and
direction characters first, and the page's own content security policy forbids scripts, requests
and any style but the one whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.edition import Edition, edition_of
from grader.model import GradeReport, Verdict
from grader.reports.source import MAX_LINES, marked_lines, source_lines
from grader.text import cut_lines, harmless, number, plural
from grader.witness import read_witness
from grader.wording import INCONCLUSIVE, ISOLATION, VERDICTS, mark, perhaps, points, tone

_CIRCUMFERENCE = 326.73
"""Of the score ring, whose radius is 52."""
_OUTPUT_LINES = 60


def student_report(report: GradeReport, source: str, *, edition: Edition = "student") -> str:
    """Render one grading as an HTML document that needs nothing but itself.

    Args:
        report: the grading.
        source: text of the student's file; empty when it could not be read.
        edition: students do not see what hidden checks saw and expected.
    """
    report = edition_of(report, edition)
    share = report.score / report.max_score if report.max_score else 0.0
    checks = [(check, read_witness(check.witness)) for check in report.checks]
    css = _style()
    lines = source_lines(source, marked_lines(report)) if source.strip() else []
    return (
        _environment()
        .get_template("student.html")
        .render(
            report=report,
            edition=edition,
            checks=checks,
            passed=sum(check.verdict is Verdict.PASSED for check in report.checks),
            percent=round(share * 100),
            arc=f"{share * _CIRCUMFERENCE:.2f} {_CIRCUMFERENCE}",
            tone=tone(report),
            lines=lines,
            shown_all=source.count("\n") < MAX_LINES,
            isolation=ISOLATION[report.isolation],
            inconclusive=INCONCLUSIVE,
            perhaps=perhaps(report),
            css=Markup(css),
            style_hash=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number,
        plural=plural,
        prose=_prose,
        output=lambda text: cut_lines(text, _OUTPUT_LINES, 500),
        word=VERDICTS.__getitem__,
        mark=mark,
        points=points,
        safe_html=Markup,
    )
    return environment


@cache
def _style() -> str:
    return resources.files("grader.reports").joinpath("assets/report.css").read_text("utf-8")


def _harmless(value: Any) -> Any:
    """Neutralise every text but the HTML that we made ourselves."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _prose(text: str) -> Markup:
    """Text with `code` between backticks; everything in it is escaped."""
    parts = harmless(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    shown = (
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )
    return Markup("").join(shown)
