"""What this student has reached so far, kept in ``.grader/`` of the course (never in git).

The file is small help, not a record that grades depend on. So nothing that is wrong with it keeps
a student from the answer they wait for: a damaged file counts as empty and is kept aside before it
is written over, entries of another version are kept as they are, and where nothing can be written,
:meth:`Progress.update` says so by its answer. Writers at the same time (a watching terminal and
``make check`` beside it) take turns by a lock, and each changes only its own fields.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader.files import write_whole
from grader.model import GradeReport, Record, Verdict

if TYPE_CHECKING:
    from grader.course import Course


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
    """The exercises of one course, by slug.

    Args:
        root: of the course.
    """

    def __init__(self, root: Path) -> None:
        self.path = root / ".grader" / "progress.json"
        self._entries: dict[str, Any] = {}
        with contextlib.suppress(OSError):
            self._entries = self._read() or {}

    def __getitem__(self, slug: str) -> Reached:
        entry = self._entries.get(slug)
        known = {} if not isinstance(entry, dict) else entry
        try:
            fields = Reached.__struct_fields__
            return msgspec.convert({k: v for k, v in known.items() if k in fields}, Reached)
        except msgspec.ValidationError:
            return Reached()

    def update(self, slug: str, **fields: float) -> bool:
        """Change some fields of one exercise, and save.

        Returns:
            Whether it is saved; otherwise it holds for this process only.
        """
        try:
            os.makedirs(self.path.parent, exist_ok=True)
            with self._alone():
                present = self._read()
                if present is None:
                    kept = self.path.parent / "backups" / "progress.damaged.json"
                    kept.parent.mkdir(exist_ok=True)
                    os.replace(self.path, kept)
                self._entries = self._changed(present or {}, slug, fields)
                write_whole(self.path, msgspec.json.encode(self._entries) + b"\n")
        except OSError:
            self._entries = self._changed(self._entries, slug, fields)
            return False
        return True

    def remember(self, report: GradeReport) -> None:
        """Note what a grading gave, unless it is undecided."""
        if report.verdict is not Verdict.INCONCLUSIVE:
            self.update(report.exercise, score=report.score, max_score=report.max_score)

    def _changed(
        self, entries: dict[str, Any], slug: str, fields: dict[str, float]
    ) -> dict[str, Any]:
        """``entries`` with some fields of ``slug`` changed, and all else as it was."""
        entry = entries.get(slug)
        return entries | {slug: (entry if isinstance(entry, dict) else {}) | fields}

    def _read(self) -> dict[str, Any] | None:
        """What the file holds; None when it is damaged.

        Raises:
            OSError: it is there, and can't be read.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        try:
            return msgspec.json.decode(data, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process changes the file. File systems without locks go without."""
        import fcntl

        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def next_on_path(course: Course, progress: Progress, after: str | None = None) -> str | None:
    """The exercise to do next: in the order of the path, not solved, and its ground laid.

    Args:
        course: whose path.
        progress: what is solved.
        after: where to look from, on to the end and around; the beginning when None.

    Returns:
        Its slug; None when everything is solved (but ``after``).
    """
    names = list(course.exercises)
    at = names.index(after) + 1 if after in names else 0
    open_ones = [
        name for name in names[at:] + names[:at] if name != after and not progress[name].solved
    ]
    ready = [
        name
        for name in open_ones
        if all(progress[need].solved for need in course.exercises[name].spec.requires)
    ]
    return next(iter(ready or open_ones), None)
