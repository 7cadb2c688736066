"""Feedback as one line of HTML, for platforms whose feedback is HTML."""

from __future__ import annotations

import html

from grader.exporters.encoding import cut_bytes
from grader.exporters.feedback import paragraphs
from grader.exporters.standing import Standing
from grader.exporters.words import Words

MAX_SIZE = 30_000
"""Bytes of the text of one student; a cell of Excel holds 32,767 characters."""


def as_html(reached: Standing, words: Words, note: str = "") -> str:
    """Write what a student is told: paragraphs, everything in them escaped, no line breaks.

    Args:
        reached: in one exercise or several.
        words: of the student's language.
        note: one more sentence at the end.
    """
    told: list[str] = []
    for column, grade in reached.parts:
        if grade is None:
            title = column.title or column.exercise
            told.append(words.titled.format(title=title, text=words.nothing))
        else:
            told += paragraphs(grade, column.max_score, words)
    if note:
        told.append(note)
    parts: list[str] = []
    room = MAX_SIZE
    for text in told:
        part = f"<p>{_escaped(text)}</p>"
        room -= len(part.encode())
        if room < 0:
            parts.append(f"<p>{_escaped(cut_bytes(text, 500))}</p>")
            parts.append(f"<p>{_escaped(words.cut_short)}</p>")
            break
        parts.append(part)
    return "".join(parts)


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>").replace("\t", "&#9;")
