"""One grading as a self-contained page.

Everything that a submission printed, raised or named is hostile here. Layers keep it text: Jinja2
escapes every expression, the environment's ``finalize`` neutralises control and direction signs
first, data for scripts is JSON without any ``<`` or ``&``, the scripts write text nodes only, and
the page's own content security policy forbids requests, markup from strings, and any script or
style but the one whose hash it names.
"""

from __future__ import annotations

from typing import Any

from grader.classbook import Grade
from grader.edition import Edition, edition_of
from grader.model import CheckResult, GradeReport, Record, Verdict
from grader.reports.graph import wait_graph
from grader.reports.judging import Excerpt, Judging, excerpts
from grader.reports.page import as_json, page, safe_link
from grader.reports.source import MAX_LINES, SourceLine, excerpt, marked_lines, source_lines
from grader.reports.stepper import game_data, lines_of, stepper_data
from grader.reports.timeline import Timeline, timeline
from grader.witness import Wait, Witness, read_witness
from grader.wording import Language, Words, tone, words_of

TEMPLATE = "student.html"
_CIRCUMFERENCE = 326.73
"""Of the score ring, whose radius is 52."""
SCRIPTS = ("dom.js", "stage.js", "stepper.js", "game.js", "timeline.js", "student.js")


class _Shown(Record, frozen=True):
    """One check, ready for the template."""

    check: CheckResult
    witness: Witness | None
    data: str
    """For the scripts, as JSON; empty when there is nothing to step through."""
    excerpt: list[list[SourceLine]]
    graph: str | None
    timeline: Timeline | None
    waits: tuple[Wait, ...]
    """Those that the feedback does not tell."""
    source: tuple[Excerpt, ...]
    """Of the check itself; in the instructor's edition only."""


def student_report(
    report: GradeReport,
    source: str,
    *,
    edition: Edition = "student",
    lang: Language = "en",
    notes: tuple[tuple[str, str], ...] = (),
    judging: Judging | None = None,
    other: str = "",
) -> str:
    """Render one grading as an HTML document that needs nothing but itself.

    Args:
        report: the grading.
        source: text of the student's file; empty when it could not be read.
        edition: students do not see what hidden checks saw and expected.
        lang: the language of our words; those of checks and authors stay as they are.
        notes: titles and texts to show above the checks, such as an instructor's comment.
        judging: the checks' source; only the instructor's edition shows it.
        other: where the student's edition lies; only the instructor's edition links to it.
    """
    instructs = edition == "instructor"
    if not instructs:
        judging, other = None, ""
    report = edition_of(report, edition)
    words = words_of(lang)
    share = report.score / report.max_score if report.max_score else 0.0
    lines = source_lines(source, marked_lines(report)) if source.strip() else []
    return page(
        TEMPLATE,
        ("report.css", "stage.css"),
        SCRIPTS,
        words,
        report=report,
        edition=edition,
        notes=notes,
        instructs=instructs,
        other=safe_link(other),
        checks=[
            _shown(check, lines, words, n, judging, report.exercise)
            for n, check in enumerate(report.checks, 1)
        ],
        passed=sum(check.verdict is Verdict.PASSED for check in report.checks),
        percent=round(share * 100),
        arc=f"{share * _CIRCUMFERENCE:.2f} {_CIRCUMFERENCE}",
        tone=tone(report),
        lines=lines,
        shown_all=source.count("\n") < MAX_LINES,
        js_words=as_json(words.table("js")),
    )


def notes_of(grade: Grade, lang: Language = "en") -> tuple[tuple[str, str], ...]:
    """What a person and the late policy say about a grade, as ``notes`` of a student's report."""
    words = words_of(lang)
    notes = []
    if grade.comment.strip():
        notes.append((words("report.comment"), grade.comment))
    if grade.lateness is not None and grade.lateness.why:
        notes.append((words("report.late"), grade.lateness.why))
    if grade.override is not None:
        told = words(
            "report.override_note",
            score=grade.override.score,
            computed=grade.report.score,
            reason=grade.override.reason,
        )
        notes.append((words("report.override"), told))
    return tuple(notes)


def _shown(
    check: CheckResult,
    lines: list[SourceLine],
    words: Words,
    number: int,
    judging: Judging | None,
    slug: str,
) -> _Shown:
    source = excerpts(judging, check.id, slug) if judging is not None else ()
    witness = read_witness(check.witness)
    if check.verdict is Verdict.PASSED or witness is None:
        return _Shown(
            check=check,
            witness=None,
            data="",
            excerpt=[],
            graph=None,
            timeline=None,
            waits=(),
            source=source,
        )
    drawn = timeline(witness, words)
    data: dict[str, Any] = {}
    steps = stepper_data(witness, words)
    if steps is not None:
        data["steps"] = steps
    if witness.choices is not None:
        data["game"] = game_data(witness.choices, words)
    return _Shown(
        check=check,
        witness=witness,
        data=as_json(data) if data else "",
        excerpt=excerpt(lines, lines_of(witness)) if data else [],
        graph=wait_graph(witness, words, f"tip{number}"),
        timeline=drawn,
        # The feedback tells most of them; that of a run that hung tells all.
        waits=()
        if drawn is not None and drawn.hung
        else tuple(wait for wait in witness.waits if not wait.told_by(check.feedback)),
        source=source,
    )
