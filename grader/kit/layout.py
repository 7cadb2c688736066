"""Where things lie in a kit, and the description that stands in ``.grader/kit.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from grader.course import Exercise
from grader.errors import UsageError
from grader.kit.facts import Hidden
from grader.model import Record

FOLDER = ".grader"
KIT = ".grader/kit.toml"
LOCK = ".grader/requirements.lock"
WHEELS = ".grader/wheels"
STUBS = ".grader/stubs"
SEALED = ".grader/hidden.sealed"
SOLUTIONS = ".grader/solutions.sealed"
MANIFEST = ".grader/manifest.json"

Solutions = Literal["never", "after-full-marks"]
"""Whether `grader solution` may show the reference solution."""


class ExerciseFacts(Record, frozen=True):
    """``[exercises.<slug>]``: what is decided elsewhere about an exercise."""

    digest: str
    """Of the full exercise: its description and all its checks."""
    hidden_checks: int
    hidden_points: float


class KitFile(Record, frozen=True):
    """The whole of ``.grader/kit.toml``."""

    course: str
    version: str
    """Changes with anything in the kit, hidden or not."""
    grader: str
    python: str
    hidden: Hidden
    solutions: Solutions
    exercises: dict[str, ExerciseFacts]
    key: str = ""
    """Id of the course key; empty where nothing is sealed with it."""
    solutions_key: str = ""
    """Opens ``solutions.sealed``: a curtain, no lock, since it lies beside it."""


def is_kit(root: Path) -> bool:
    """Whether the course at ``root`` is a kit."""
    return (root / KIT).is_file()


def read_kit(root: Path) -> KitFile:
    """Read the description of the kit at ``root``.

    Raises:
        UsageError: it can't be read, or is not one.
    """
    path = root / KIT
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), KitFile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(
            str(path), f"it can't be read ({error})", "Restore it: git checkout -- .grader"
        ) from None


def stub_of(root: Path, slug: str) -> bytes | None:
    """The stub of an exercise as the kit delivered it; None outside of a kit."""
    try:
        return (root / STUBS / f"{slug}.py").read_bytes()
    except OSError:
        return None


def statements(exercise: Exercise) -> list[Path]:
    """What students read: ``README.md`` and its translations."""
    return sorted(exercise.folder.glob("README*.md"))


def descriptions(exercise: Exercise) -> list[Path]:
    """``exercise.toml`` and its translations."""
    return sorted(exercise.folder.glob("exercise*.toml"))
