"""Gradescope's autograder of a course: a zip to upload, for the instructor only.

It holds the whole exercises, hidden checks included, the grader as a wheel and the lock file of
what it needs; never a solution. What it does is in :mod:`grader.kit.ci.autograder`.

Source: "Autograder Specifications" of gradescope-autograders.readthedocs.io: ``setup.sh`` and
``run_autograder`` stand at the root of the zip.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

import msgspec

from grader import __version__
from grader.course import Course, Exercise
from grader.errors import CourseError, UsageError
from grader.kit.ci.rendering import rendered
from grader.kit.facts import KitFacts
from grader.kit.releasing import lock_of
from grader.kit.wheel import wheel as own_wheel
from grader.model import Record
from grader.wording import Language

CONFIG = "config.json"
COURSE = "course"
_WHEN = (1980, 1, 1, 0, 0, 0)
"""Of every file: the same course gives the same bytes."""


class Config(Record, frozen=True):
    """``config.json`` in the zip."""

    course: str
    exercises: tuple[str, ...]
    """What a submission is graded in; all of them count."""
    lang: Language = "en"
    allow_weak_isolation: bool = False


def autograder_of(
    course: Course,
    slugs: Iterable[str],
    *,
    name: str,
    python: str,
    allow_weak_isolation: bool = False,
) -> tuple[bytes, tuple[Exercise, ...]]:
    """Make the zip of an assignment with the running grader.

    Args:
        course: the full one.
        slugs: of the assignment's exercises; all when empty.
        name: of the course.
        python: what the machine should have, as ``3.11``.
        allow_weak_isolation: as for :func:`gradescope_zip`.

    Returns:
        The zip, and the exercises that count.

    Raises:
        CourseError: a file of an exercise can't be read.
        UsageError: there is no exercise of a name.
    """
    chosen = tuple(course.exercise(slug) for slug in dict.fromkeys(slugs or course.exercises))
    facts = KitFacts(
        course=name,
        exercises=tuple(exercise.slug for exercise in chosen),
        grader_version=__version__,
        python=python,
        hidden="none",
    )
    made = own_wheel()
    data = gradescope_zip(
        course,
        facts.exercises,
        facts,
        wheel=made,
        lock=lock_of(made[1]),
        allow_weak_isolation=allow_weak_isolation,
    )
    return data, chosen


def gradescope_zip(
    course: Course,
    exercises: Iterable[str],
    facts: KitFacts,
    *,
    wheel: tuple[str, bytes],
    lock: bytes,
    lang: Language = "en",
    allow_weak_isolation: bool = False,
) -> bytes:
    """Make the zip that is uploaded as the autograder of one assignment.

    Args:
        course: the full one.
        exercises: slugs that the assignment asks for; their points add up.
        facts: of the kit.
        wheel: file name and content of the grader's own.
        lock: of all that it needs, with hashes, the wheel itself included.
        lang: of what students read.
        allow_weak_isolation: also grade where Gradescope's machines allow neither bubblewrap nor
            Landlock (docs/CI.md weighs it).

    Raises:
        CourseError: a file of an exercise can't be read.
        UsageError: no exercise is named, or there is none of a name.
    """
    chosen = [course.exercise(slug) for slug in dict.fromkeys(exercises)]
    if not chosen:
        raise UsageError(
            "Gradescope's autograder", "it needs an exercise", "Name those of the assignment."
        )
    config = Config(
        course=facts.course,
        exercises=tuple(exercise.slug for exercise in chosen),
        lang=lang,
        allow_weak_isolation=allow_weak_isolation,
    )
    files: dict[str, bytes] = {
        "setup.sh": rendered("setup.sh", facts).encode(),
        "run_autograder": rendered("run_autograder", facts).encode(),
        CONFIG: msgspec.json.format(msgspec.json.encode(config)) + b"\n",
        "requirements.lock": lock,
        f"wheels/{wheel[0]}": wheel[1],
    }
    for exercise in chosen:
        files |= _files(exercise)
    return _zipped(files)


def _files(exercise: Exercise) -> dict[str, bytes]:
    """What grading needs of an exercise, and what students read of it."""
    folder = exercise.folder
    paths = [
        *sorted(folder.glob("exercise*.toml")),
        *sorted(folder.glob("README*.md")),
        exercise.tests,
        exercise.scenarios,
    ]
    try:
        return {
            f"{COURSE}/exercises/{exercise.slug}/{path.relative_to(folder).as_posix()}": (
                path.read_bytes()
            )
            for path in paths
        }
    except OSError as error:
        raise CourseError(exercise.slug, f"it can't be read ({error})", "Mend it.") from None


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the modes count
            runs = name in ("setup.sh", "run_autograder")
            entry.external_attr = (0o100755 if runs else 0o100600) << 16
            archive.writestr(entry, data)
    return made.getvalue()
