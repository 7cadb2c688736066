"""A class as one CSV table, for spreadsheets and scripts of one's own.

One row a student, three columns an exercise: score, state and a remark. UTF-8 with a byte-order
mark (Excel takes the file for another encoding without one), RFC 4180. Cells that a spreadsheet
would execute are made inert.

*Not decided*: the score's cell is empty and the state says so; and there is no total, since it
would be read as one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.classbook import ClassBook, Column, Grade
from grader.exporters.encoding import inert
from grader.exporters.numbers import Style
from grader.exporters.standing import State, standing
from grader.exporters.words import Words, words
from grader.text import one_line
from grader.wording import VERDICTS

STATES = {
    State.GIVEN: "given by a person",
    State.UNDECIDED: "not decided",
    State.MISSING: "not handed in",
}


def table(book: ClassBook, columns: Sequence[Column], lang: str = "en") -> bytes:
    """Write the class.

    Args:
        book: the class.
        columns: exercises, in the order of the columns.
        lang: of the remarks.
    """
    said, style = words(lang), Style()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    header = ["key", "name", "id", "login", "email"]
    for column in columns:
        header += [column.exercise, f"{column.exercise} state", f"{column.exercise} remark"]
    header += ["total", "of"]
    writer.writerow(header)
    cells = book.by_cell()
    for student in book.students:
        who = (student.key, student.name, student.id, student.login, student.email)
        row = [one_line(text or "", 500) for text in who]
        reached = [standing(cells, student.key, [column]) for column in columns]
        for each in reached:
            grade = each.parts[0][1]
            state = STATES.get(each.state) or (VERDICTS[grade.report.verdict] if grade else "")
            score = "" if each.score is None else style.write(each.score)
            row += [score, state, _remark(grade, said)]
        if any(each.state is State.UNDECIDED for each in reached):
            row.append("")
        else:
            row.append(style.write(sum(each.score or 0.0 for each in reached)))
        row.append(style.write(sum(each.max_score for each in reached)))
        writer.writerow([inert(text) for text in row])
    return out.getvalue().encode("utf-8-sig")


def _remark(grade: Grade | None, said: Words) -> str:
    """Why the score is not the grader's, what the instructor said, and what to look at."""
    if grade is None:
        return ""
    parts = []
    if grade.override:
        parts.append(said.given.format(text=grade.override.reason))
    elif grade.lateness and grade.lateness.why:
        parts.append(said.late.format(text=grade.lateness.why))
    if grade.comment:
        parts.append(grade.comment)
    if grade.report.flags:
        parts.append("flagged: " + ", ".join(sorted({f.kind for f in grade.report.flags})))
    return one_line("; ".join(parts), 1000)
