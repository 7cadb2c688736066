"""What the parts of a kit tell each other."""

from __future__ import annotations

from typing import Literal

from grader.model import Record

Hidden = Literal["sealed", "none"]
"""Whether the hidden checks travel in the kit, encrypted, or not at all."""


class KitFacts(Record, frozen=True):
    """What a template of a kit may depend on."""

    course: str
    """The course's name, one line of plain text."""
    exercises: tuple[str, ...]
    """Slugs of the exercises in the kit, in the order of the path."""
    grader_version: str
    python: str
    """The Python that CI runs, as ``3.11``."""
    hidden: Hidden
