"""A class at a glance, as one self-contained page.

Theory of operation. A thousand students and twenty-five exercises are 25,000 cells: as elements
they take seconds to lay out, so the page holds them as JSON, an array a student, and its script
makes the rows that can be seen. Without scripts there is the same table, plain, inside
``<noscript>``, which a browser with scripts does not even parse. Everything that is no matrix
(difficulty, misconceptions, distribution) is counted here and is plain HTML.

Names, titles, flags and keys are hostile text, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from grader.classbook import ClassBook, Grade
from grader.model import Verdict
from grader.reports.class_numbers import (
    Cells,
    check_rates,
    distribution,
    exercise_rows,
    ideas,
)
from grader.reports.page import as_json, page, safe_link
from grader.text import one_line
from grader.wording import Language, words_of

SCRIPTS = ("dom.js", "class_data.js", "class_table.js", "class.js")
MAX_LISTED = 300
"""Entries of a list such as that of flags; the number of those left out is shown."""
VERDICTS = tuple(Verdict)
FLAGGED, INCONCLUSIVE, LATE, OVERRIDDEN = 1, 2, 4, 8

_INSTRUCTORS = ".instructor.html"
"""How the instructor's edition is called, where the student's ends in ``.html``."""

Link = Callable[[Grade], str | None]


def class_report(
    book: ClassBook,
    link: Link = lambda grade: None,
    *,
    student_link: Link | None = None,
    lang: Language = "en",
    made_at: datetime | None = None,
) -> str:
    """Render a class as an HTML document that needs nothing but itself. For instructors only.

    Args:
        book: the class.
        link: where a grade's own report lies, relative to the page, or None.
        student_link: where the student's edition of it lies, when ``link`` leads to another one.
        lang: the language of our words.
        made_at: shown as the time of the report.
    """
    words = words_of(lang)
    cells = Cells(book)
    names = {student.key: _name(student.name or student.key) for student in book.students}
    titles = {column.exercise: _name(column.title) for column in book.columns}
    found = ideas(book)

    def place(grade: Grade) -> dict[str, Any]:
        return {
            "student": names.get(grade.student, _name(grade.student)),
            "exercise": titles.get(grade.report.exercise, _name(grade.report.exercise)),
            "link": safe_link(link(grade)),
        }

    open_grades = [g for g in book.grades if g.report.verdict is Verdict.INCONCLUSIVE]
    flags = [(g, flag) for g in book.grades for flag in g.report.flags]
    return page(
        "class.html",
        ("report.css", "class.css"),
        SCRIPTS,
        words,
        book=book,
        names=names,
        made_at=None if made_at is None else made_at.strftime("%Y-%m-%d %H:%M %Z").strip(),
        undecided=[
            place(g) | {"checks": [c for c in g.report.checks if c.verdict is Verdict.INCONCLUSIVE]}
            for g in open_grades[:MAX_LISTED]
        ],
        undecided_more=max(0, len(open_grades) - MAX_LISTED),
        flags=[place(g) | {"flag": flag} for g, flag in flags[:MAX_LISTED]],
        flags_more=max(0, len(flags) - MAX_LISTED),
        exercises=exercise_rows(book),
        rates=check_rates(book),
        ideas=found,
        listed=40,
        buckets=distribution(cells.shares()),
        alike=sorted(book.similarities, key=lambda s: -s.share)[:MAX_LISTED],
        titles=titles,
        rows=[
            (names[student.key], [_plain_cell(cells.of(student.key, c.exercise), link)
                                  for c in book.columns], cells.total(student.key))
            for student in book.students
        ],
        data=as_json(
            _data(book, cells, link, student_link, [(idea.exercise, idea.id) for idea in found])
        ),
        js_words=as_json(
            words.table("classjs")
            | {"verdicts": [words.verdict(verdict) for verdict in VERDICTS]}
            | {key: words(f"class.{key}") for key in ("student", "total", "matrix")}
        ),
    )  # fmt: skip


def _plain_cell(grade: Grade | None, link: Link) -> tuple[float, str | None] | None:
    return None if grade is None else (grade.score, safe_link(link(grade)))


def _data(
    book: ClassBook,
    cells: Cells,
    link: Link,
    student_link: Link | None,
    known: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """The matrix for the script: a cell is ``[score, verdict, marks, failed, ideas, link, other]``.

    ``failed`` has a bit for each check that did not pass, ``ideas`` indexes of misconceptions;
    ``other`` is the student's edition, 1 where its name follows from that of the instructor's.
    """
    places = {key: index for index, key in enumerate(known)}

    def cell(grade: Grade | None) -> list[Any] | int:
        if grade is None:
            return 0
        report = grade.report
        marks = FLAGGED if report.flags else 0
        marks |= INCONCLUSIVE if report.verdict is Verdict.INCONCLUSIVE else 0
        marks |= LATE if grade.lateness is not None and grade.lateness.days else 0
        marks |= OVERRIDDEN if grade.override is not None else 0
        failed = cells.failed_bits(grade)
        found = [places[report.exercise, idea.id] for idea in report.misconceptions]
        score = round(grade.score, 2)
        target = safe_link(link(grade)) or 0
        cell: list[Any] = [
            int(score) if score == int(score) else score,
            VERDICTS.index(report.verdict),
            marks,
            failed,
            found or 0,
            target,
        ]
        other = safe_link(student_link(grade)) if student_link is not None else None
        if other is not None:
            follows = str(target).removesuffix(_INSTRUCTORS) + ".html" == other
            cell.append(1 if follows else other)
        return cell

    return {
        "columns": [
            {"slug": _name(c.exercise), "title": _name(c.title), "max": c.max_score}
            for c in book.columns
        ],
        "students": [
            [_name(s.name or s.key), "" if s.name is None else _name(s.key)] for s in book.students
        ],
        "cells": [[cell(cells.of(s.key, c.exercise)) for c in book.columns] for s in book.students],
        "totals": [round(cells.total(s.key), 2) for s in book.students],
    }


def _name(text: str) -> str:
    return one_line(text, 80)
