"""A CSV file gives back every byte that was not changed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exporters.lossless import DELIMITERS, read_table

PIECES = st.sampled_from(['"', '""', ",", ";", "\t", "\n", "\r\n", "\r", " ", "a", "ü", "=1", "李"])
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join)
NEW = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = NEW.filter(lambda text: "\r" not in text)  # csv.writer does not always quote it


def as_csv_module(text: str, delimiter: str) -> list[list[str]]:
    """What the standard library reads."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@example('""",', ",")
@example('"a""",b', ",")
@given(TEXTS, st.sampled_from(DELIMITERS))
def test_gives_back_the_bytes_and_reads_what_the_csv_module_reads(text: str, mark: str) -> None:
    """Any text that is CSV at all: nothing is lost, and the values are the standard library's."""
    assume("\0" not in text)
    data = text.encode("utf-8", "surrogatepass")
    assume(not data.startswith((b"\xef\xbb\xbf", b"PK")))
    try:
        table = read_table(data, "x.csv", mark)
    except UsageError:
        return  # a quotation mark that is never closed
    assert table.to_bytes() == data
    if table.utf8:
        values = [
            row.values if any(c.raw for c in row.cells[:1]) or len(row.cells) > 1 else []
            for row in table.rows
        ]
        assert values == as_csv_module(text, mark)


@given(st.binary(max_size=60))
def test_gives_back_any_bytes(data: bytes) -> None:
    """Also those that are no UTF-8 at all."""
    try:
        table = read_table(data, "x.csv")
    except UsageError:
        return
    assert table.to_bytes() == data


@given(
    st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(DELIMITERS),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    NEW,
    st.data(),
)
def test_changes_one_cell_and_no_other_byte(
    rows: list[list[str]], mark: str, ending: str, quoting: int, new: str, data: st.DataObject
) -> None:
    """What stands before and after the cell stays as it was, and the cell says the new value."""
    assume("\0" not in new + "".join(map("".join, rows)))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator=ending, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    before = b"\xef\xbb\xbf" + out.getvalue().encode()
    table = read_table(before, "x.csv", mark)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, 2))
    head = sum(len(mark.join(c.raw for c in r.cells) + r.ending) for r in table.rows[:row])
    head += sum(len(cell.raw) + 1 for cell in table.rows[row].cells[:column])
    old = table.rows[row].cells[column].raw
    table.set(row, column, new)
    after = table.to_bytes()
    text = before[3:].decode()
    expected = text[:head] + table.rows[row].cells[column].raw + text[head + len(old) :]
    assert after == before[:3] + expected.encode()
    rows[row][column] = new
    assert as_csv_module(after[3:].decode(), mark) == rows


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Student;ID;Section\nA, b, c, d, e;1;x\n", ";"),
        ("Student,ID,Section\na,1,x\n", ","),
        ('"a";"b"\n"1,2,3,4";"5"\n', ";"),
        ("a\tb\tc\n1,5\t2\t3\n", "\t"),
        ('a,b\n1,"\n",\n', ","),
        ("only one column\n", ","),
        ("", ","),
    ],
)
def test_finds_the_delimiter(text: str, delimiter: str) -> None:
    """The one that cuts every row into as many cells."""
    assert read_table(text.encode(), "x.csv").delimiter == delimiter


def test_quotes_as_the_file_does() -> None:
    """A file that quotes everything goes on doing so; a cell that was quoted stays quoted."""
    table = read_table(b'"a","b"\n"1","2"\n', "x.csv")
    table.set(1, 1, "3")
    assert table.to_bytes() == b'"a","b"\n"1","3"\n'
    table = read_table(b'a,b\n1,"2"\n', "x.csv")
    table.set(1, 0, "3")
    table.set(1, 1, "4")
    assert table.to_bytes() == b'a,b\n3,"4"\n'


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b'a,b\n1,"2', "never closed"),
        ("a,b".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04....", "spreadsheet"),
    ],
)
def test_refuses_what_could_not_be_given_back(data: bytes, cause: str) -> None:
    """With a sentence that says what it is."""
    with pytest.raises(UsageError, match=cause):
        read_table(data, "x.csv")
