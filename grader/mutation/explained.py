"""Why some mutants are no mistakes: ``solutions/<slug>/mutants.toml``.

::

    [equivalent."widen:Counter.add:3f9a2c"]
    reason = "The statement that moves touches nothing that is shared."

The file proves nothing by itself, so it is held to what happens: an entry that no mutant has the
key of, or whose mutant is killed, is *stale* and an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from grader.course import Course, Exercise
from grader.errors import CourseError
from grader.model import Record

FILE = "mutants.toml"


class Explanation(Record, frozen=True):
    """Why a mutant behaves as the reference does, as far as the contract goes."""

    reason: str


class Explanations(Record, frozen=True):
    """The whole of a ``mutants.toml``."""

    equivalent: dict[str, Explanation] = msgspec.field(default_factory=dict)
    """By the key of the mutant."""


def load_explanations(course: Course, exercise: Exercise) -> Explanations:
    """Read what stands beside the solutions of ``exercise``; nothing when there is no file.

    Raises:
        CourseError: the file is not well formed, or a reason is empty.
    """
    path = explanations_file(course, exercise)
    if not path.exists():
        return Explanations()
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Explanations)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise CourseError(
            str(path),
            f"it can't be understood: {error}",
            'An entry is [equivalent."operator:scope:digest"] with reason = "...".',
        ) from None
    for key, entry in found.equivalent.items():
        if not entry.reason.strip():
            raise CourseError(f"{path}: {key}", "its reason is empty", "Say why, or kill it.")
    return found


def explanations_file(course: Course, exercise: Exercise) -> Path:
    """Where the reasons of ``exercise`` stand."""
    return course.root / "solutions" / exercise.slug / FILE


def unmatched(explanations: Explanations, keys: Iterable[str]) -> list[str]:
    """The entries that no mutant has the key of, in the order of the file."""
    known = set(keys)
    return [key for key in explanations.equivalent if key not in known]
