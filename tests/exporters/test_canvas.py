"""Canvas' gradebook: filled in without another byte changed, and read again by Canvas' rules."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classbook import ClassBook, Column, Student
from grader.errors import UsageError
from grader.exporters import canvas
from grader.exporters.fill import Filled, Why
from grader.exporters.lossless import read_table
from tests.exporters import classes
from tests.exporters.classes import ADA, BOB, EVE, LI, LOCK, POOL, ZOE

DOWNLOADED = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Warm-up (88),"
    "A counter with a lock (4321),A pool of workers (99),Current Score\r\n"
    ",,,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,,5.00,10.00,4.00,(read only)\r\n"
    '"Lovelace, Ada",1001,S1,ada,"A, B",he said ""x"",5.00,,,50.00\r\n'
    '"李, 娜",1002,S2,lina,A,,4.50,3.00,,\r\n'
    '"=""=HYPERLINK(""http://x"",""y"")""",1003,S3,eve,A,,,EX,,\r\n'
    '"O\'Hara, Bob",1004,S4,bob,A,,N/A,N/A,,\r\n'
    '"Müller, Zoë",1005,S5,zoe,A,=1+1,1.00,10.00,,\r\n'
    '"Student, Test",1999,,f00d,A,,,,,\r\n'
)
DATA = b"\xef\xbb\xbf" + DOWNLOADED.encode()


def everybody() -> ClassBook:
    """One of each kind."""
    return classes.book(
        classes.late(ADA, 7.25),
        classes.undecided(LI),
        classes.graded(EVE, 9.0),
        classes.graded(BOB, 9.0),
        classes.graded(ZOE, 10.0),
    )


def fill(
    data: bytes = DATA,
    book: ClassBook | None = None,
    columns: tuple[Column, ...] = (LOCK,),
    mapping: dict[str, str] | None = None,
    **options: Any,
) -> Filled:
    """Fill in a file."""
    return canvas.fill(data, "g.csv", book or everybody(), columns, mapping or {}, **options)


def as_canvas(data: bytes) -> dict[str, dict[str, str]]:
    """Read scores as Canvas' importer does: by user id and assignment id.

    The delimiter is the one with more fields, equal in the first three lines; the first row must
    hold the student columns; rows of points and of manual posting are no students; ``title (id)``
    names an assignment; decimal commas become points.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").decode()
    first = io.StringIO(text).readlines()[:3]
    widths = {}
    for mark in ";,":
        counts = {len(next(csv.reader([line], delimiter=mark))) for line in first}
        widths[mark] = counts.pop() if len(counts) == 1 else 0
    mark = ";" if widths[";"] > widths[","] else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    header = rows[0]
    assert "Student" in header[0]
    assert header[1] == "ID"
    scores: dict[str, dict[str, str]] = {}
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            continue
        if all(re.fullmatch(r"(?i)\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row):
            continue
        for title, cell in zip(header, row, strict=True):
            found = re.search(r"\((\d+)\)$", title)
            if found:
                if re.fullmatch(r"-?[0-9.,]+%?", cell):
                    *whole, last = re.split("[,.]", cell)
                    cell = "".join(whole) + "." + last if whole else last
                scores.setdefault(row[1], {})[found.group(1)] = cell.strip()
    return scores


def changed(before: bytes, after: bytes) -> list[tuple[str, str]]:
    """The lines that differ."""
    pairs = zip(before.decode().split("\n"), after.decode().split("\n"), strict=True)
    return [pair for pair in pairs if pair[0] != pair[1]]


def test_changes_only_the_cells_that_get_a_score() -> None:
    """The one line that gets one differs in that cell; every other byte is as it was."""
    filled = fill()
    ((before, after),) = changed(DATA, filled.data)
    assert before.startswith('"Lovelace')
    assert after == before.replace(",5.00,,,", ",5.00,7.25,,")
    assert (filled.written, filled.replaced, filled.same) == (1, 0, 1)


def test_canvas_reads_the_score_and_finds_the_rest_unchanged() -> None:
    """By the rules of its importer."""
    before, after = as_canvas(DATA), as_canvas(fill().data)
    assert after["1001"]["4321"] == "7.25"
    before["1001"]["4321"] = "7.25"
    assert after == before


def test_says_who_was_left_out_and_why() -> None:
    """Not decided, excused, not assigned: each by name."""
    left = {(each.who, each.why, each.detail) for each in fill().left}
    assert left == {
        ("李娜 (li)", Why.UNDECIDED, "lock"),
        ('=HYPERLINK("http://x","y") (eve)', Why.PROTECTED, "excused"),
        ("Bob O'Hara (bob)", Why.PROTECTED, "not assigned to this student"),
    }


def test_never_writes_what_is_not_decided() -> None:
    """The score that Canvas has stays; an override by a person is written."""
    assert as_canvas(fill().data)["1002"]["4321"] == "3.00"
    book = classes.book(classes.given(LI, 6.5))
    filled = fill(book=book)
    assert as_canvas(filled.data)["1002"]["4321"] == "6.50"
    assert filled.replaced == 1


def test_replaces_excused_only_when_asked() -> None:
    """And never where the assignment is not the student's."""
    scores = as_canvas(fill(replace_excused=True).data)
    assert scores["1003"]["4321"] == "9.00"
    assert scores["1004"]["4321"] == "N/A"


def test_says_who_is_only_in_one_of_both() -> None:
    """A student without a line, and a line without a student."""
    nobody = Student(key="ghost", name="G. Host")
    filled = fill(book=classes.book(classes.graded(ADA), students=(ADA, nobody)))
    by_why = {each.why: each.who for each in filled.left if each.why is not Why.FILE_ONLY}
    assert by_why == {Why.NOT_FOUND: "G. Host (ghost)"}
    assert {e.who for e in filled.left if e.why is Why.FILE_ONLY} == {
        "李, 娜",
        '=HYPERLINK("http://x","y")',
        "O'Hara, Bob",
        "Müller, Zoë",
    }


def test_multiplies_when_the_points_differ() -> None:
    """And says so."""
    data = DATA.replace(b"5.00,10.00,4.00,(read", b"5.00,100.00,4.00,(read")
    filled = fill(data)
    assert as_canvas(filled.data)["1001"]["4321"] == "72.50"
    (note,) = filled.notes
    assert "has 100 points, lock has 10: scores are multiplied by 10" in note


@pytest.mark.parametrize("wanted", ["A pool of workers (99)", "A pool of workers", "99"])
def test_takes_the_column_that_is_named(wanted: str) -> None:
    """By header, title or assignment id."""
    filled = fill(mapping={"lock": wanted})
    assert as_canvas(filled.data)["1001"]["99"] == "2.90"


def test_adds_up_exercises_that_share_a_column() -> None:
    """What was not handed in counts nothing beside what was."""
    book = classes.book(
        classes.graded(ADA, 8.0),
        classes.graded(ADA, 2.0, exercise="pool"),
        classes.graded(ZOE, 7.0),
        columns=(LOCK, POOL),
    )
    filled = fill(book=book, columns=(LOCK, POOL), mapping={"lock": "88", "pool": "88"})
    scores = as_canvas(filled.data)
    assert scores["1001"]["88"] == "3.57"  # (8 + 2) of 14, of 5
    assert scores["1005"]["88"] == "2.50"
    assert "lock + pool has 14" in filled.notes[0]


@pytest.mark.parametrize(
    ("mapping", "cause"),
    [
        ({"lock": "Current Score"}, "does not import it"),
        ({"lock": "Nothing"}, "no column fits 'Nothing'"),
    ],
)
def test_refuses_a_column_that_can_not_be_filled(mapping: dict[str, str], cause: str) -> None:
    """Computed ones, and those that are not there."""
    with pytest.raises(UsageError, match=cause):
        fill(mapping=mapping)


def test_refuses_a_title_that_two_columns_have() -> None:
    """The message lists both, with their ids."""
    data = DATA.replace(b"Warm-up (88)", b"A counter with a lock (88)")
    with pytest.raises(UsageError, match=r"several columns fit.*lock \(88\).*lock \(4321\)"):
        fill(data)


def test_refuses_a_file_that_is_not_canvas() -> None:
    """With the way to the right one."""
    with pytest.raises(UsageError, match="Export Entire Gradebook"):
        fill(b"a,b,c,d\n1,2,3,4\n")


def test_keeps_semicolons_and_decimal_commas() -> None:
    """As Canvas writes for other countries; an answer with a comma needs no quotes then."""
    data = (
        b"Student;ID;SIS Login ID;Section;A counter with a lock (4321)\n"
        b"    Points Possible;;;;10,00\n"
        b"Lovelace, Ada;1001;ada;A;1,50\n"
    )
    filled = fill(data)
    assert filled.data == data.replace(b"A;1,50", b"A;7,25")
    assert as_canvas(filled.data)["1001"]["4321"] == "7.25"


def test_quotes_a_decimal_comma_between_commas() -> None:
    """Otherwise it would be two cells."""
    data = (
        b"Student,ID,SIS Login ID,Section,A counter with a lock (4321)\n"
        b'    Points Possible,,,,"10,00"\n'
        b"x,1001,ada,A,\n"
    )
    assert fill(data).data.endswith(b'x,1001,ada,A,"7,25"\n')


def test_knows_last_and_first_names() -> None:
    """The other form of the export."""
    data = (
        b"LastName,FirstName,ID,SIS Login ID,Section,A counter with a lock (4321)\n"
        b"Lovelace,Ada,,,A,\n"
    )
    assert fill(data).data.endswith(b"Lovelace,Ada,,,A,7.25\n")


def test_leaves_a_line_that_is_cut_short() -> None:
    """Nothing is put where no cell is."""
    data = b"Student,ID,SIS Login ID,Section,A counter with a lock (4321)\nx,1001,ada\n"
    filled = fill(data)
    assert filled.data == data
    assert "the line of the file is cut short" in {each.detail for each in filled.left}


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9),
            st.sampled_from(["", "3.00", "EX", "N/A", "-", "0", " 7"]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([",", ";"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_gradebook_comes_back_with_only_scores_changed(
    lines: list[tuple[str, str]], mark: str, ending: str, quoting: Any
) -> None:
    """Whatever the other cells hold and however they are written."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator=ending, quoting=quoting)
    writer.writerow(["Student", "ID", "SIS Login ID", "Section", "Lock (1)", "Notes"])
    for place, (text, score) in enumerate(lines):
        writer.writerow(
            [f"x{place}", str(place), f"login{place}", text.replace("\r", ""), score, ""]
        )
    data = out.getvalue().encode()
    students = tuple(Student(key=f"login{place}") for place in range(len(lines)))
    book = classes.book(*(classes.graded(s, 4.25) for s in students), students=students)
    filled = fill(data, book, mapping={"lock": "1"})
    before, after = read_table(data, "x", mark), read_table(filled.data, "x", mark)
    for place, (old, new) in enumerate(zip(before.rows, after.rows, strict=True)):
        assert old.ending == new.ending
        for column, (cell, now) in enumerate(zip(old.cells, new.cells, strict=True)):
            if place and column == 4 and cell.value not in ("EX", "N/A"):
                assert now.value == "4.25"
            else:
                assert now.raw == cell.raw
    assert fill(filled.data, book, mapping={"lock": "1"}).data == filled.data


def test_a_new_file_has_no_empty_cells() -> None:
    """An empty cell takes a score away, so who has none has no row, and is named."""
    data, left = canvas.fresh(everybody(), (LOCK,), {"lock": "Lock (4321)"})
    scores = as_canvas(data)
    assert {row["4321"] for row in scores.values()} == {"7.25", "9", "10"}
    assert [(who, why) for who, why, _ in left] == [("李娜 (li)", Why.UNDECIDED)]
    text = data.decode()
    assert text.startswith("Student,ID,SIS Login ID,Section,Lock (4321)\r\n    Points Possible,")
    assert "    Points Possible,,,,\r\n" in text  # it must not change what Canvas knows


def test_a_new_file_has_no_formulas() -> None:
    """A name that starts like one is shielded."""
    data, _ = canvas.fresh(everybody(), (LOCK,), {})
    row = next(row for row in csv.reader(io.StringIO(data.decode())) if "eve" in row)
    assert row[0] == '\'=HYPERLINK("http://x","y")'
