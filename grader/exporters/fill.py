"""Filling scores into a platform's own file: what Canvas' and Moodle's have in common.

A cell is written only when there is a score that may be written (``standing.py``), when it is
certain whose line it is (``matching.py``), and when it says something else already. Every student
and every line that is left out is named, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from grader.exporters.matching import Matched, called
from grader.exporters.numbers import read_number
from grader.exporters.standing import Standing, State, state_of
from grader.model import Record
from grader.text import one_line


class Why(StrEnum):
    """Why somebody was left out, for counting and for exit codes."""

    UNDECIDED = "not decided"
    MISSING = "not handed in"
    NOT_FOUND = "not found in the file"
    PROTECTED = "protected by the platform"
    FILE_ONLY = "in the file only"


class Left(Record, frozen=True):
    """Somebody whose cell was left as it was."""

    who: str
    why: Why
    where: str = ""
    """Title of the column; empty when it is about the whole line."""
    detail: str = ""


class Filled(Record, frozen=True):
    """A file that was filled in, and what is to be said about it."""

    data: bytes
    written: int
    """Cells that say something else now."""
    replaced: int
    """Those of them that said something before."""
    same: int
    """Cells that said it already."""
    left: tuple[Left, ...]
    notes: tuple[str, ...]
    """Sentences, without a full stop."""


class Tally:
    """Counts while a file is filled in."""

    def __init__(self, matched: Matched) -> None:
        self.written = self.replaced = self.same = 0
        self.notes: list[str] = []
        self.left = [
            Left(who=called(student), why=Why.NOT_FOUND, detail=why)
            for student, why in matched.left
        ]
        self._others = [Left(who=line.called, why=Why.FILE_ONLY) for line in matched.others]

    def count(self, old: str) -> None:
        """Note a cell that was written; ``old`` is what it said before."""
        self.written += 1
        self.replaced += bool(old.strip())

    def skip(self, who: str, why: Why, where: str, detail: str = "") -> None:
        """Note a cell that was left as it was."""
        self.left.append(Left(who=who, why=why, where=one_line(where, 60), detail=detail))

    def result(self, data: bytes) -> Filled:
        """All that was counted."""
        return Filled(
            data=data,
            written=self.written,
            replaced=self.replaced,
            same=self.same,
            left=tuple(self.left + self._others),
            notes=tuple(self.notes),
        )


def no_score(standing: Standing) -> tuple[Why, str] | None:
    """Why there is nothing to write, if so."""
    if standing.state is State.UNDECIDED:
        undecided = [
            column.exercise
            for column, grade in standing.parts
            if state_of(grade) is State.UNDECIDED
        ]
        return Why.UNDECIDED, ", ".join(undecided)
    if standing.state is State.MISSING:
        return Why.MISSING, ", ".join(column.exercise for column, _ in standing.parts)
    return None


def says_already(text: str, written: str) -> bool:
    """Whether a cell says the same number, at the two decimals that gradebooks show."""
    old, new = read_number(text), read_number(written)
    return old is not None and new is not None and f"{old:.2f}" == f"{new:.2f}"


def listing(names: Iterable[str], most: int = 12) -> str:
    """Some names of many, for a message."""
    shown = [repr(one_line(name, 60)) for name in names]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
