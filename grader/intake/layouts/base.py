"""What every layout answers: does this look like mine, and which file is whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from grader.classbook import Student
from grader.intake.listing import Item, Listing
from grader.intake.records import Layout, Problem
from grader.intake.sources import Reader
from grader.model import Record


class Claim(Record, frozen=True):
    """A file that a layout says is a student's."""

    student: Student
    spelling: str
    """The identity as it is written where this file lies, before it was normalised; well-formed,
    and no more."""
    item: Item
    inner: tuple[str, ...]
    """Path within what the student handed in; the last part is the file's name as handed in."""
    exercise: str | None = None
    """Where the layout itself says which exercise it is for."""
    attempt: tuple[float, ...] = ()
    """The platform's order of attempts: the greater one is the later one."""
    submitted_at: datetime | None = None
    late: bool | None = None
    online_text: bool = False
    """A text or a link typed into the platform, which is no file."""


class Claims(Record, frozen=True):
    """What a layout makes of a listing."""

    claims: tuple[Claim, ...]
    students: tuple[tuple[Student, str], ...]
    """Everybody, with the spelling, whether or not they handed in anything."""
    loose: tuple[Item, ...] = ()
    """Files that are nobody's."""
    problems: tuple[Problem, ...] = ()


class Context(NamedTuple):
    """What layouts may need to know beside the listing."""

    slugs: Sequence[str]
    """All exercises of the course."""
    only: str | None
    """The exercise when just one is graded."""
    reader: Reader


class Fit(NamedTuple):
    """A layout that a listing looks like."""

    layout: Layout
    fitting: int
    """Names at the top that fit."""
    why: str
    """In words."""
    example: str = ""
    """One of those names."""


class Shape(NamedTuple):
    """One layout."""

    layout: Layout
    fits: Callable[[Listing, Context], Fit | None]
    claims: Callable[[Listing, Context], Claims]
    strong: bool
    """Whether its names are nobody's by chance, so that it beats the plain ones."""


def files_below(items: Sequence[Item], depth: int) -> list[tuple[Item, tuple[str, ...]]]:
    """What is no folder among ``items``, with its path below the first ``depth`` parts."""
    return [
        (item, item.parts[depth:])
        for item in items
        if item.kind != "folder" and len(item.parts) > depth
    ]
