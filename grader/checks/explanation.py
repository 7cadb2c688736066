"""What an explanation is, and how it names a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.witness import SCENARIOS


@dataclass(frozen=True)
class Explanation:
    """The pattern's name, a sentence or two, and (file, line) of each place it names."""

    pattern: str
    sentence: str
    lines: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return self.sentence


def line(file: Any, number: Any) -> str:
    """A place in words: ``line 12``, or ``in the check`` for a line of no file of the student's."""
    return f"line {number}" if number and file != SCENARIOS else "in the check"


def at(file: Any, number: Any) -> str:
    """A place in words: ``at line 12``, or ``in the check``."""
    return f"at line {number}" if number and file != SCENARIOS else "in the check"
