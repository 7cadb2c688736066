"""Who in the class is which line of a platform's file. Nothing is ever guessed.

A student is found by the platform's number, by the number of the student information system, by
login, by e-mail, and only where none of these is known on either side by a name that is unique in
the file. All of them must agree: where two lead to different lines, or a name that is in the file
belongs to another line, the student is left out and that is said. Numbers of different systems can
be equal by chance, which is why a number alone does not outvote a name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from grader.classbook import Student
from grader.model import Record
from grader.text import one_line

_KINDS = ("id", "sis", "login", "email", "name")
_TOLD = {
    "id": "number",
    "sis": "SIS number",
    "login": "login",
    "email": "e-mail address",
    "name": "name",
}


class Line(Record, frozen=True):
    """What a line of a file says about who it is for. Empty where the file does not say."""

    row: int
    id: str = ""
    sis: str = ""
    login: str = ""
    email: str = ""
    name: str = ""
    """As the file has it: ``Lovelace, Ada`` or ``Ada Lovelace``."""

    @property
    def called(self) -> str:
        """What to call the line in a message."""
        return one_line(self.name or self.email or self.login or self.id, 60) or f"row {self.row}"


class Matched(Record, frozen=True):
    """Who was found where."""

    rows: dict[str, int]
    """Student's key to row."""
    left: tuple[tuple[Student, str], ...]
    """Students without a line, each with the reason."""
    others: tuple[Line, ...]
    """Lines that belong to nobody in the class."""


def called(student: Student) -> str:
    """What to call a student in a message, with the key where the name alone does not tell."""
    key = one_line(student.key, 60)
    return f"{one_line(student.name, 60)} ({key})" if student.name else key


def match(students: Sequence[Student], lines: Sequence[Line]) -> Matched:
    """Find each student's line.

    Args:
        students: of the class.
        lines: of the file.
    """
    index = _index(lines)
    rows: dict[str, int] = {}
    left: list[tuple[Student, str]] = []
    for student in students:
        found = _found(student, index)
        if isinstance(found, str):
            left.append((student, found))
        else:
            rows[student.key] = found
    claims: dict[int, list[str]] = {}
    for key, row in rows.items():
        claims.setdefault(row, []).append(key)
    for student in students:
        rivals = claims.get(rows.get(student.key, -1), [])
        if len(rivals) > 1:
            others = ", ".join(one_line(key, 60) for key in rivals if key != student.key)
            left.append((student, f"the same line of the file is also that of {others}"))
            del rows[student.key]
    taken = {row for row, keys in claims.items() if keys}
    return Matched(
        rows=rows,
        left=tuple(left),
        others=tuple(line for line in lines if line.row not in taken),
    )


def forms(name: str) -> set[str]:
    """The forms in which two spellings of one name meet: no case, accents' encodings or marks.

    ``Lovelace, Ada`` has two forms, as written and turned round, so that it meets ``Ada Lovelace``
    as well as ``lovelaceada`` (a name in a Canvas download).
    """
    orders = [name]
    if name.count(",") == 1:
        last, first = name.split(",")
        orders.append(f"{first} {last}")
    folded = {_squashed(text) for text in orders}
    return folded - {""}


def _squashed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def _index(lines: Iterable[Line]) -> dict[str, dict[str, set[int]]]:
    """By kind and value, the rows that have it."""
    index: dict[str, dict[str, set[int]]] = {kind: {} for kind in _KINDS}
    for line in lines:
        for kind in _KINDS[:-1]:
            value = getattr(line, kind).strip().casefold()
            if value:
                index[kind].setdefault(value, set()).add(line.row)
        for form in forms(line.name):
            index["name"].setdefault(form, set()).add(line.row)
    return index


def _found(student: Student, index: dict[str, dict[str, set[int]]]) -> int | str:
    """The student's row, or why there is none."""
    key, number, login, email = student.key, student.id, student.login, student.email
    offered = {
        "id": (number, key),
        "sis": (number, key),
        "login": (login, email, key),
        "email": (email, login, key),
    }
    hits: dict[str, set[int]] = {}
    for kind, values in offered.items():
        for value in values:
            rows = index[kind].get(value.strip().casefold(), set()) if value else set()
            if rows:
                hits[kind] = rows
                break
    named: set[int] = set()
    for form in forms(student.name or key):
        named |= index["name"].get(form, set())
    if not hits:
        if len(named) > 1:
            return f"the file has {len(named)} people of that name, and no number to tell them by"
        return named.pop() if named else "nobody in the file has that number, login or name"
    common = set.intersection(*hits.values())
    if named:
        hits["name"] = named
        common &= named
    if len(common) == 1:
        return common.pop()
    if not common:
        return f"{' and '.join(_TOLD[kind] for kind in hits)} lead to different lines of the file"
    return f"the file has {len(common)} lines with that {_TOLD[next(iter(hits))]}"
