"""Where the columns of a Moodle worksheet stand, in whatever language their names are.

The order is fixed (``mod/assign/gradingtable.php``), so a column is recognised by what is in it and
where it stands. Only that of the feedback has to be known by its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.errors import UsageError
from grader.exporters.fill import listing
from grader.exporters.lossless import Table
from grader.exporters.matching import Line
from grader.exporters.moodle_words import FEEDBACK, ID_NUMBER, NO, YES
from grader.exporters.numbers import read_number
from grader.model import Record

_PARTICIPANT = re.compile(r"\D*(\d+)\s*")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Layout(Record, frozen=True):
    """Where the columns of a worksheet stand."""

    grade: int
    maximum: int
    changeable: int | None
    feedback: int | None


def find_layout(
    table: Table,
    rows: Sequence[int],
    subject: str,
    grade_column: str | None,
    feedback_column: str | None,
    yes: set[str],
) -> Layout:
    """Find the columns.

    Args:
        table: the worksheet.
        rows: those of participants.
        subject: what the file is called, for messages.
        grade_column: header of the grades, if it was named.
        feedback_column: header of the feedback, if it was named; empty for none.
        yes: words that say that a grade can be changed.

    Raises:
        UsageError: it is not a worksheet, or a column can't be told from the others.
    """
    header = table.rows[0].values if table.rows else []
    if (
        len(header) < 5
        or not rows
        or not all(_PARTICIPANT.fullmatch(table.value(row, 0)) for row in rows)
    ):
        raise UsageError(
            subject,
            "it is not a grading worksheet of Moodle (its first column is not "
            '"Participant 12" or the like)',
            "In Moodle: the assignment, Submissions, Download grading worksheet.",
        )
    grade = _grade_place(table, rows, header, subject, grade_column)
    feedback = _feedback_place(header, grade, subject, feedback_column)
    return Layout(
        grade=grade,
        maximum=grade + 1,
        changeable=_changeable_place(table, rows, grade, yes),
        feedback=feedback,
    )


def _grade_place(
    table: Table, rows: Sequence[int], header: Sequence[str], subject: str, wanted: str | None
) -> int:
    """The column before the one that says the same maximum in every line."""
    if wanted is not None:
        found = [place for place, name in enumerate(header[:-1]) if name == wanted]
    else:
        found = [
            place
            for place in range(2, len(header) - 1)
            if _is_maximum(table, rows, place + 1) and _are_grades(table, rows, place)
        ]
    if len(found) != 1 or not _is_maximum(table, rows, found[0] + 1):
        raise UsageError(
            f"{subject}: the column of grades",
            "it can't be told from the others (an assignment graded by a scale has none)",
            f"Name it: --column HEADER. There are: {listing(header)}.",
        )
    return found[0]


def _is_maximum(table: Table, rows: Sequence[int], place: int) -> bool:
    values = {read_number(table.value(row, place)) for row in rows}
    return len(values) == 1 and (values.pop() or 0) > 0


def _are_grades(table: Table, rows: Sequence[int], place: int) -> bool:
    texts = [table.value(row, place).strip() for row in rows]
    return all(text in ("", "-") or read_number(text) is not None for text in texts)


def _changeable_place(table: Table, rows: Sequence[int], grade: int, yes: set[str]) -> int | None:
    """The column that says yes or no: right after the maximum, or after the workflow's state."""
    for place in (grade + 2, grade + 3):
        texts = {table.value(row, place).strip().casefold() for row in rows}
        if texts & (YES | NO | yes):
            return place
    return grade + 2 if len(table.rows[0].cells) > grade + 2 else None


def _feedback_place(
    header: Sequence[str], grade: int, subject: str, wanted: str | None
) -> int | None:
    if wanted == "":
        return None
    names = FEEDBACK if wanted is None else {wanted.strip().casefold()}
    found = [
        place
        for place, name in enumerate(header)
        if place > grade + 1 and name.strip().casefold() in names
    ]
    if len(found) != 1:
        raise UsageError(
            f"{subject}: the column of feedback",
            "there is none of a name that is known here" if not found else "there are several",
            "Name it: --feedback HEADER, or --feedback '' for grades only. "
            f"There are: {listing(header[grade + 2 :])}.",
        )
    return found[0]


def line_of(table: Table, row: int, layout: Layout) -> Line:
    """Who a row is for."""
    participant = _PARTICIPANT.fullmatch(table.value(row, 0))
    before = range(1, layout.grade)
    mails = [table.value(row, place) for place in before]
    mail = next((text for text in mails if _MAIL.fullmatch(text.strip())), "")
    numbered = [p for p in before if table.value(0, p).strip().casefold() in ID_NUMBER]
    return Line(
        row=row,
        id=participant.group(1) if participant else "",
        sis=table.value(row, numbered[0]) if numbered else "",
        email=mail,
        name=table.value(row, 1),
    )
