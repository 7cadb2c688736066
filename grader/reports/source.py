"""The student's own source as HTML lines: highlighted, numbered, marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token

from grader.model import GradeReport, Record
from grader.text import cut, harmless
from grader.witness import read_witness

MAX_LINES = 2000
MAX_WIDTH = 400
"""Characters of a line that are shown."""
MAX_HIGHLIGHTED = 64 << 10
"""Characters beyond which the text stays plain: a lexer can be made slow on purpose."""

_CLASSES = (
    (Comment, "c"),
    (String, "s"),
    (Number, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Decorator, "d"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Builtin, "b"),
    (Name.Exception, "b"),
)


class SourceLine(Record, frozen=True):
    """One line, ready for the template."""

    number: int
    html: str
    """Escaped; the template takes it as it is."""
    marked: bool


def source_lines(source: str, marked: Iterable[int]) -> list[SourceLine]:
    """Highlight ``source`` and mark the lines with the numbers ``marked``.

    Lines beyond :data:`MAX_LINES` are left out, long ones are cut.
    """
    text = "\n".join(
        cut(harmless(line), MAX_WIDTH) for line in source.split("\n", MAX_LINES)[:MAX_LINES]
    )
    text = text.rstrip("\n")
    lines = _highlighted(text) if len(text) <= MAX_HIGHLIGHTED else map(escape, text.split("\n"))
    wanted = set(marked)
    return [
        SourceLine(number=number, html=str(html), marked=number in wanted)
        for number, html in enumerate(lines, 1)
    ]


def marked_lines(report: GradeReport) -> set[int]:
    """Lines of the student's file that a failed check, or a flag, speaks of."""
    lines = {flag.line for flag in report.flags if flag.line}
    texts = [report.problem or ""]
    for check in report.checks:
        witness = read_witness(check.witness)
        lines.update(witness.lines if witness else ())
        texts.append(check.feedback)
    for text in texts:
        lines.update(int(found) for found in re.findall(r"\bline (\d{1,6})\b", text))
    return lines


def _highlighted(text: str) -> list[Markup]:
    """Spans of our own few classes, line by line."""
    lines: list[list[Markup]] = [[]]
    for kind, value in PythonLexer(stripnl=False).get_tokens(text):
        name = _class_of(kind)
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
            if part:
                shown = escape(part)
                lines[-1].append(
                    Markup('<i class="{}">{}</i>').format(name, shown) if name else shown
                )
    wanted = text.count("\n") + 1
    return [Markup("").join(parts) for parts in lines[:wanted]]


def _class_of(kind: object) -> str:
    if kind is Token.Text:
        return ""
    return next((name for parent, name in _CLASSES if kind in parent), "")


def excerpt(
    lines: list[SourceLine], wanted: Iterable[int], around: int = 1
) -> list[list[SourceLine]]:
    """Stretches of ``lines`` that hold those with the numbers ``wanted`` and some around them."""
    shown: set[int] = set()
    for number in wanted:
        shown.update(range(number - around, number + around + 1))
    stretches: list[list[SourceLine]] = []
    for line in lines:
        if line.number not in shown:
            continue
        if stretches and stretches[-1][-1].number == line.number - 1:
            stretches[-1].append(line)
        else:
            stretches.append([line])
    return stretches
