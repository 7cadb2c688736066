"""The seam to a kit: the course as it is to be graded here, and what was changed in it."""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.course import Course, Exercise, load_course
from grader.kit.ci.tampering import Change
from grader.kit.facts import Hidden

KEY = "GRADER_COURSE_KEY"


class Opened(msgspec.Struct, frozen=True):
    """A repository, ready to be graded."""

    root: Path
    """Where the student's files are."""
    course: Course
    """What grades them; not below ``root`` where it came out of a seal."""
    hidden: Hidden | None
    """What became of the hidden checks in this kit; None outside of a kit."""
    sealed: bool = False
    """Whether ``course`` came out of the seal, and so holds the hidden checks."""
    changes: tuple[Change, ...] = ()


@contextlib.contextmanager
def opened(root: Path, key_file: Path | None) -> Iterator[Opened]:
    """Open the repository at ``root``.

    Args:
        root: folder with ``exercises/``.
        key_file: of the course key; the environment variable counts when None.

    Raises:
        CourseError: an exercise is not well formed.
        UsageError: the key, or the kit, can't be read.
    """
    os.environ.pop(KEY, None)
    yield Opened(root, load_course(root), _hidden(root))


def released_stub(root: Path, exercise: Exercise) -> bytes | None:
    """The stub as the kit delivered it; None where that is not known."""
    try:
        return (root / ".grader" / "stubs" / f"{exercise.slug}.py").read_bytes()
    except OSError:
        return None


def _hidden(root: Path) -> Hidden | None:
    try:
        found = tomllib.loads((root / ".grader" / "kit.toml").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    return "sealed" if found.get("hidden") == "sealed" else "none"
