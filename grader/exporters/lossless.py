"""A CSV file whose cells can be changed while every other byte stays as it is.

Theory of operation. The ``csv`` module reads values and forgets how they were written: quotes that
were not needed, line ends, a byte-order mark, bytes that are no UTF-8. A file that a learning
platform gave and that goes back to it must not change in such things, so here a cell keeps its raw
text beside its value, a row keeps its line end, and the file is the concatenation of both. Values
are read as the ``csv`` module reads them (RFC 4180, and leniently where a quoted field goes on
after its closing quote); a property test compares the two.

Bytes that are no UTF-8 travel as lone surrogates (``surrogateescape``) and come out as they were.
"""

from __future__ import annotations

import codecs
import re

from grader.errors import UsageError

DELIMITERS = (",", ";", "\t")
"""What platforms and spreadsheets put between cells, the most usual one first."""

_SAMPLE = 8
"""Rows that are looked at to find the delimiter."""
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")')


class Cell:
    """One cell: what it says, and how that is written."""

    __slots__ = ("raw", "value")

    def __init__(self, raw: str, value: str) -> None:
        self.raw = raw
        self.value = value


class Row:
    """The cells of one line, and how the line ends (empty at the end of the file)."""

    __slots__ = ("cells", "ending")

    def __init__(self, cells: list[Cell], ending: str) -> None:
        self.cells = cells
        self.ending = ending

    @property
    def values(self) -> list[str]:
        """What the cells say."""
        return [cell.value for cell in self.cells]

    @property
    def blank(self) -> bool:
        """Whether no cell says anything."""
        return not any(cell.value.strip() for cell in self.cells)


class Table:
    """A whole file. Rows count from 0; the first one usually holds the headers."""

    def __init__(self, rows: list[Row], delimiter: str, mark: bytes, utf8: bool) -> None:
        self.rows = rows
        self.delimiter = delimiter
        self.mark = mark
        """The byte-order mark, or nothing."""
        self.utf8 = utf8
        """False: the file has another encoding, so that only ASCII may be added to it."""
        written = [cell.raw for row in rows for cell in row.cells if cell.raw]
        self._quotes_all = bool(written) and all(raw.startswith('"') for raw in written)

    def value(self, row: int, column: int) -> str:
        """What a cell says; empty when the row is shorter."""
        cells = self.rows[row].cells
        return cells[column].value if column < len(cells) else ""

    def set(self, row: int, column: int, value: str) -> None:
        """Change one cell, in the quoting style of the file.

        Args:
            row: index of the row.
            column: index of a cell that the row has.
            value: text that can be encoded; ASCII unless :attr:`utf8`.

        Raises:
            IndexError: the row has no such cell.
        """
        old = self.rows[row].cells[column]
        needed = value != value.strip() or any(c in value for c in (self.delimiter, *'"\r\n'))
        if needed or self._quotes_all or old.raw.startswith('"'):
            raw = '"' + value.replace('"', '""') + '"'
        else:
            raw = value
        self.rows[row].cells[column] = Cell(raw, value)

    def to_bytes(self) -> bytes:
        """The file."""
        parts = []
        for row in self.rows:
            parts.append(self.delimiter.join(cell.raw for cell in row.cells) + row.ending)
        return self.mark + "".join(parts).encode("utf-8", "surrogateescape")


def read_table(data: bytes, subject: str, delimiter: str | None = None) -> Table:
    """Take a CSV file apart.

    Args:
        data: its bytes.
        subject: what it is called, for messages.
        delimiter: what stands between cells; found out when not given.

    Raises:
        UsageError: it is no CSV file that can be given back unchanged.
    """
    if data.startswith(_WIDE):
        raise UsageError(subject, "it is saved as UTF-16 or UTF-32", "Save it as CSV in UTF-8.")
    if data.startswith(b"PK\x03\x04"):
        raise UsageError(
            subject, "it is a spreadsheet or a zip, not CSV", "Use the CSV file as downloaded."
        )
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data[len(mark) :]
    try:
        body.decode("utf-8")
        utf8 = True
    except UnicodeDecodeError:
        utf8 = False
    text = body.decode("utf-8", "surrogateescape")
    chosen = delimiter or _delimiter(text, subject)
    return Table(_rows(text, chosen, subject), chosen, mark, utf8)


def _delimiter(text: str, subject: str) -> str:
    """The delimiter that cuts the first rows into equally many cells, and into most."""

    def merit(delimiter: str) -> tuple[bool, int]:
        try:
            widths = [len(row.cells) for row in _rows(text, delimiter, subject, _SAMPLE)]
        except UsageError:
            return False, 0  # quotes in the middle of cells, which is what a wrong one makes
        return bool(widths) and len(set(widths)) == 1 and widths[0] > 1, max(widths, default=0)

    best = max(DELIMITERS, key=merit)
    return best if merit(best)[1] > 1 else DELIMITERS[0]


def _rows(text: str, delimiter: str, subject: str, most: int | None = None) -> list[Row]:
    """The rows of ``text``, ``most`` of them at most."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    rows: list[Row] = []
    cells: list[Cell] = []
    place, end = 0, len(text)
    while place < end or cells:
        start, value = place, ""
        if text.startswith('"', place):
            quoted = _QUOTED.match(text, place)
            if quoted is None:
                line = text.count("\n", 0, place) + 1
                raise UsageError(
                    f"{subject}, line {line}",
                    "a quotation mark is opened and never closed",
                    "Download the file anew.",
                )
            value, place = quoted.group(1).replace('""', '"'), quoted.end()
        rest = plain.match(text, place)
        assert rest is not None  # it matches the empty text
        place = rest.end()
        cells.append(Cell(text[start:place], value + rest.group()))
        if text.startswith(delimiter, place):
            place += 1
            continue
        ending = (
            text[place : place + 2] if text.startswith("\r\n", place) else text[place : place + 1]
        )
        place += len(ending)
        rows.append(Row(cells, ending))
        cells = []
        if len(rows) == most:
            break
    return rows
