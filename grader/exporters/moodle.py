"""Moodle: the offline grading worksheet of an assignment, filled in.

Source: Moodle's own writer and reader (moodle/moodle, mod/assign/gradingtable.php,
mod/assign/feedback/offline/importgradeslib.php and locallib.php, feedback/comments/locallib.php).
The columns stand in a fixed order, their names are in the language of the site: identifier
("Participant 12", whose digits count), full name, further fields of the user, status, perhaps
group and marker, **grade, maximum grade**, perhaps workflow state, **grade can be changed**, last
modified (submission), online text, last modified (grade), **feedback comments**. So columns are
recognised by what is in them and where they stand, and the feedback's by its name.

Moodle takes an empty grade for "leave it", but takes feedback in any case, and feedback is HTML.
Grade and feedback are therefore written together or not at all. A grade above the maximum, or one
that can't be changed, would be passed over in silence: such cells are left alone, and said aloud.

*Not decided* and *not handed in* leave both cells as they were.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.classbook import ClassBook, Column
from grader.exporters.fill import Filled, Tally, Why, no_score, says_already
from grader.exporters.html import as_html
from grader.exporters.lossless import Table, read_table
from grader.exporters.matching import called, match
from grader.exporters.moodle_layout import Layout, find_layout, line_of
from grader.exporters.moodle_words import NO, YES
from grader.exporters.numbers import Style, read_number
from grader.exporters.standing import standing
from grader.exporters.words import words
from grader.text import number, one_line


def fill(
    data: bytes,
    subject: str,
    book: ClassBook,
    columns: Sequence[Column],
    *,
    grade_column: str | None = None,
    feedback_column: str | None = None,
    changeable: str | None = None,
    lang: str = "en",
) -> Filled:
    """Fill grades and feedback into a downloaded worksheet.

    Args:
        data: the file.
        subject: what it is called, for messages.
        book: the class.
        columns: the exercises of this assignment; several add up.
        grade_column: header of the grades, where it is not found by itself.
        feedback_column: header of the feedback, where it is not found by itself; empty for none.
        changeable: the word that says that a grade can be changed, where it is not known here.
        lang: of the feedback.

    Raises:
        UsageError: it is not a worksheet, or a column can't be told from the others.
    """
    table = read_table(data, subject)
    rows = [place for place, row in enumerate(table.rows) if place and not row.blank]
    yes = YES if changeable is None else {changeable.strip().casefold()}
    layout = find_layout(table, rows, subject, grade_column, feedback_column, yes)
    matched = match(book.students, [line_of(table, row, layout) for row in rows])
    tally = Tally(matched)
    if layout.feedback is None:
        tally.notes.append("the worksheet has no column of feedback: grades only are written")
    style = Style.of(table.value(row, layout.maximum) for row in rows)
    maximum = sum(column.max_score for column in columns)
    said = words(lang)
    cells = book.by_cell()
    for student in book.students:
        if student.key not in matched.rows:
            continue
        row = matched.rows[student.key]
        reached = standing(cells, student.key, columns)
        reason = no_score(reached) or _refused(table, row, layout, yes)
        if reason is not None:
            tally.skip(called(student), reason[0], table.value(0, layout.grade), reason[1])
            continue
        possible = read_number(table.value(row, layout.maximum)) or maximum
        factor = possible / maximum if maximum else 1.0
        score = (reached.score or 0.0) * factor
        if score > possible:  # Moodle would pass over it in silence
            tally.notes.append(f"{called(student)} has more than the maximum, which is written")
            score = possible
        note = ""
        if factor != 1.0:
            scaled = style.write(score), style.write(possible)
            note = said.scaled.format(score=scaled[0], maximum=scaled[1])
        _write(table, row, layout, style.write(score), as_html(reached, said, note), tally)
    _tell(tally, table, rows, layout, columns, maximum)
    return tally.result(table.to_bytes())


def _write(table: Table, row: int, layout: Layout, grade: str, feedback: str, tally: Tally) -> None:
    """Write both cells of one student, unless they say it already."""
    new = {layout.grade: grade}
    if layout.feedback is not None:
        if not table.utf8:
            feedback = feedback.encode("ascii", "xmlcharrefreplace").decode("ascii")
        new[layout.feedback] = feedback
    for place, text in new.items():
        old = table.value(row, place)
        if old == text or (place == layout.grade and says_already(old, text)):
            tally.same += 1
        else:
            table.set(row, place, text)
            tally.count(old)


def _refused(table: Table, row: int, layout: Layout, yes: set[str]) -> tuple[Why, str] | None:
    """Why Moodle would not take a grade for this line, if so."""
    if max(layout.grade, layout.feedback or 0) >= len(table.rows[row].cells):
        return Why.PROTECTED, "the line of the file is cut short"
    if layout.changeable is not None:
        word = table.value(row, layout.changeable).strip()
        if word.casefold() in yes:
            return None
        if word.casefold() in NO:
            return Why.PROTECTED, "the grade can't be changed in Moodle"
        known = "" if yes is not YES else ", which is not known here; name yes: --changeable WORD"
        return Why.PROTECTED, f"it can be changed: {one_line(word, 20)!r}{known}"
    return None


def _tell(
    tally: Tally,
    table: Table,
    rows: Sequence[int],
    layout: Layout,
    columns: Sequence[Column],
    maximum: float,
) -> None:
    """Say when the maximum is another one here."""
    here = {read_number(table.value(row, layout.maximum)) or maximum for row in rows}
    for possible in sorted(here - {maximum}):
        tally.notes.append(
            f"the maximum grade is {number(possible)}, "
            f"{' + '.join(column.exercise for column in columns)} has {number(maximum)}: "
            f"scores are multiplied by {possible / maximum if maximum else 1.0:.4g}"
        )
