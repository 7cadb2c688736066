"""Canvas: the gradebook's CSV file, filled in or made anew.

Source: what the importer and the exporter do (instructure/canvas-lms, lib/gradebook_importer.rb and
lib/gradebook_exporter.rb) and the guides to both. The first row holds ``Student`` (or ``LastName``,
``FirstName``), ``ID``, perhaps ``SIS User ID``, ``SIS Login ID``, ``Integration ID``,
``Root Account``, then ``Section``, custom columns and ``Title (assignment id)``; these names are
never translated. Rows of "Manual Posting" and "Points Possible" may follow; "(read only)" in the
latter marks columns that are not imported. ``EX`` is excused, ``N/A`` not assigned. Between cells
stands a comma or a semicolon, in numbers a decimal point or comma.

An empty cell takes a score away that Canvas has. So *not decided* and *not handed in* leave a cell
of a downloaded file as it was; and in a file made anew, such a student has no row at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from grader.classbook import ClassBook, Column
from grader.errors import UsageError
from grader.exporters.encoding import inert
from grader.exporters.fill import Filled, Tally, Why, listing, no_score, says_already
from grader.exporters.lossless import Table, read_table
from grader.exporters.matching import Line, Matched, called, match
from grader.exporters.numbers import Style, read_number
from grader.exporters.standing import standing
from grader.text import number, one_line

_ID = re.compile(r"\s*\((\d+)\)\s*$")
_HIDDEN = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_READ_ONLY = re.compile(r"read\s+only")
_FIXED = ("Student", "ID", "SIS Login ID", "Section")


def fill(
    data: bytes,
    subject: str,
    book: ClassBook,
    columns: Sequence[Column],
    mapping: Mapping[str, str],
    *,
    replace_excused: bool = False,
) -> Filled:
    """Fill scores into a downloaded gradebook.

    Args:
        data: the file.
        subject: what it is called, for messages.
        book: the class.
        columns: exercises to write.
        mapping: exercise's slug to a column's header, its title, or its assignment id. Exercises
            that share a column add up. What is not in it goes to the column of its title or slug.
        replace_excused: whether a score takes the place of ``EX``.

    Raises:
        UsageError: it is not such a file, or a column is not there, not unique or read-only.
    """
    table = read_table(data, subject)
    header = _header(table, subject)
    points_row, rows = _kinds_of_rows(table)
    targets = _targets(header, columns, mapping, subject)
    for place in targets:
        told = "" if points_row is None else table.value(points_row, place)
        if _READ_ONLY.search(told):
            raise UsageError(
                f"{subject}: column {one_line(header[place])!r}",
                "Canvas computes it, and does not import it",
                "Name the column of an assignment.",
            )
    matched = match(book.students, [_line(table, row, header) for row in rows])
    tally = Tally(matched)
    for place, exercises in targets.items():
        _fill_column(table, place, exercises, book, matched, points_row, tally, replace_excused)
    return tally.result(table.to_bytes())


def fresh(
    book: ClassBook, columns: Sequence[Column], mapping: Mapping[str, str]
) -> tuple[bytes, list[tuple[str, Why, str]]]:
    """Make a file for the import, for who has a score in every one of ``columns``.

    Args:
        book: the class.
        columns: exercises to write.
        mapping: exercise's slug to the header that Canvas knows, ``Title (id)``; without it, Canvas
            offers to make a new assignment of the exercise's title.

    Returns:
        The file, and who has no row in it, with the reason.
    """
    headers = [mapping.get(column.exercise, column.title) for column in columns]
    if len(set(headers)) < len(headers):
        raise UsageError(
            "--map", "two exercises go to one column", "Fill in a downloaded file: --into FILE."
        )
    lines = [[*_FIXED, *headers]]
    known = [_ID.search(header) is not None for header in headers]
    points = ["" if has else number(c.max_score) for c, has in zip(columns, known, strict=True)]
    lines.append(["    Points Possible", "", "", "", *points])
    left: list[tuple[str, Why, str]] = []
    cells = book.by_cell()
    for student in book.students:
        reached = [standing(cells, student.key, [column]) for column in columns]
        reason = next(filter(None, map(no_score, reached)), None)
        if reason is not None:
            left.append((called(student), *reason))
            continue
        scores = [Style().write(each.score or 0.0) for each in reached]
        login = student.login or student.email or ""
        who = [student.name or student.key, student.id or "", login, ""]
        lines.append([*(one_line(text, 300) for text in who), *scores])
    # What starts like a formula is a name, or a title: never one of the scores.
    text = "".join(",".join(map(_quoted, line)) + "\r\n" for line in lines)
    return text.encode("utf-8"), left


def _quoted(text: str) -> str:
    text = text if text == "    Points Possible" else inert(text)
    return '"' + text.replace('"', '""') + '"' if re.search(r'[,"\r\n]', text) else text


def _header(table: Table, subject: str) -> list[str]:
    """The first row, when it is one of a gradebook."""
    header = table.rows[0].values if table.rows else []
    named = len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    parted = len(header) > 4 and "LastName" in header[0] and "FirstName" in header[1]
    if not (named or parted) or "Section" not in " ".join(header):
        raise UsageError(
            subject,
            "its first row is not that of a Canvas gradebook (Student, ID, ..., Section, ...)",
            "In Canvas: Grades, Export, Export Entire Gradebook.",
        )
    return header


def _kinds_of_rows(table: Table) -> tuple[int | None, list[int]]:
    """The row of points possible, if there is one, and the rows of students."""
    points, students = None, []
    for place, row in enumerate(table.rows[1:], 1):
        values = row.values
        if "Points Possible" in values[0]:
            points = place
        elif not all(_HIDDEN.fullmatch(value) for value in values):
            students.append(place)
    # The test student of a course, who has no login, is nobody.
    return points, [place for place in students if table.value(place, 0) != "Student, Test"]


def _targets(
    header: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str], subject: str
) -> dict[int, list[Column]]:
    """By place of a column, the exercises that go there."""
    assignments = [place for place, text in enumerate(header) if _ID.search(text)]
    targets: dict[int, list[Column]] = {}
    for column in columns:
        wanted = mapping.get(column.exercise)
        found = list(_places(header, assignments, column, wanted))
        if len(found) != 1:
            names = listing(header[place] for place in found or assignments)
            raise UsageError(
                f"{subject}: exercise {column.exercise!r}",
                f"{'several columns fit' if found else 'no column fits'} "
                f"{repr(one_line(wanted)) if wanted else 'its title or name'}",
                f"Say which: --map {column.exercise}=COLUMN. There are: {names or 'none'}.",
            )
        targets.setdefault(found[0], []).append(column)
    return targets


def _places(
    header: Sequence[str], assignments: Sequence[int], column: Column, wanted: str | None
) -> Iterator[int]:
    """Columns that are meant by ``wanted``, or by the exercise itself."""
    if wanted is not None and wanted in header:
        yield from (place for place, text in enumerate(header) if text == wanted)
        return
    names = {wanted} if wanted is not None else {column.title, column.exercise}
    folded = {name.strip().casefold() for name in names if name}
    for place in assignments:
        found = _ID.search(header[place])
        assert found is not None  # that is what makes it one of the assignments
        title = header[place][: found.start()].strip().casefold()
        if title in folded or found.group(1) == wanted:
            yield place


def _line(table: Table, row: int, header: Sequence[str]) -> Line:
    """Who a row is for."""

    def cell(name: str) -> str:
        return table.value(row, header.index(name)) if name in header else ""

    name = cell("Student") or f"{cell('LastName')}, {cell('FirstName')}"
    # The exporter writes ="..." around a name that starts like a formula.
    shielded = re.fullmatch(r'="(.*)"', name)
    return Line(
        row=row,
        id=cell("ID"),
        sis=cell("SIS User ID"),
        login=cell("SIS Login ID"),
        name=shielded.group(1) if shielded else name,
    )


def _fill_column(
    table: Table,
    place: int,
    exercises: Sequence[Column],
    book: ClassBook,
    matched: Matched,
    points_row: int | None,
    tally: Tally,
    replace_excused: bool,
) -> None:
    title = table.value(0, place)
    possible = None if points_row is None else read_number(table.value(points_row, place))
    style = Style.of(row.values[place] for row in table.rows[1:] if place < len(row.cells))
    style.decimals = 0 if points_row is None else style.decimals
    maximum = sum(column.max_score for column in exercises)
    factor = possible / maximum if possible and maximum else 1.0
    if factor != 1.0:
        tally.notes.append(
            f"{one_line(title, 60)} has {number(possible or 0)} points, "
            f"{' + '.join(column.exercise for column in exercises)} has {number(maximum)}: "
            f"scores are multiplied by {factor:.4g}"
        )
    cells = book.by_cell()
    for student in book.students:
        row = matched.rows.get(student.key)
        if row is None:
            continue
        who = called(student)
        reached = standing(cells, student.key, exercises)
        reason = no_score(reached)
        old = table.value(row, place)
        if reason is not None:
            tally.skip(who, reason[0], title, reason[1])
        elif place >= len(table.rows[row].cells):
            tally.skip(who, Why.PROTECTED, title, "the line of the file is cut short")
        elif old.strip().casefold() == "ex" and not replace_excused:
            tally.skip(who, Why.PROTECTED, title, "excused")
        elif old.strip().casefold() == "n/a":
            tally.skip(who, Why.PROTECTED, title, "not assigned to this student")
        else:
            new = style.write((reached.score or 0.0) * factor)
            if says_already(old, new):
                tally.same += 1
            else:
                table.set(row, place, new)
                tally.count(old)
