"""What this student has reached so far, kept in ``.grader/`` of the course (never in git)."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from grader.files import write_whole
from grader.model import Record


class Reached(Record, frozen=True):
    """What became of one exercise."""

    hints: int = 0
    """Hints that were shown."""
    score: float | None = None
    """Points of the latest grading."""
    max_score: float | None = None

    @property
    def solved(self) -> bool:
        """Whether the latest grading gave full marks."""
        return self.score is not None and self.score == self.max_score


class Progress:
    """The exercises of one course, by slug. A damaged or unwritable file is no error: it holds
    nothing that matters more than the answer that the student waits for."""

    def __init__(self, root: Path) -> None:
        self.path = root / ".grader" / "progress.json"
        self._reached: dict[str, Reached] = {}
        with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            self._reached = msgspec.json.decode(self.path.read_bytes(), type=dict[str, Reached])

    def __getitem__(self, slug: str) -> Reached:
        return self._reached.get(slug, Reached())

    def update(self, slug: str, **fields: float) -> None:
        """Change some fields of one exercise, and save."""
        self._reached[slug] = msgspec.structs.replace(self[slug], **fields)
        with contextlib.suppress(OSError):
            os.makedirs(self.path.parent, exist_ok=True)
            write_whole(self.path, msgspec.json.encode(self._reached) + b"\n")
