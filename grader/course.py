"""The course as data: exercises on disk, parsed and validated.

``exercises/<slug>/exercise.toml`` is the one place where the title, points, limits, hints,
visibility and dependencies of an exercise stand; the order of its ``[checks.*]`` tables is the
author's order. A wrong field is a :class:`~grader.errors.CourseError` that names the file, the
key and what was expected.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import re
import sys
import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from grader.errors import CourseError, UsageError
from grader.model import Record

Section = Literal["processes", "threads", "thread_local", "distributed"]

SECTIONS: dict[str, str] = {
    "processes": "Processes",
    "threads": "Threads",
    "thread_local": "ThreadLocal",
    "distributed": "Distributed processes",
}
"""Sections in the order in which they are taught."""


class CheckSpec(Record, frozen=True):
    """``[checks.<id>]``: one check, run by ``test_<id>`` in ``checks/test_<slug>.py``."""

    title: str
    """What it establishes, as a sentence for students."""
    points: float = 1.0
    visible: bool = False
    """Whether students see its input, what was seen and what was expected."""
    depends: tuple[str, ...] = ()
    """Ids of earlier checks; unless all of them passed, this one is ``not_run``."""
    hint: str | None = None
    time_limit: float | None = None
    """Seconds a scenario of this check may take; the exercise's limit when absent."""


class MisconceptionSpec(Record, frozen=True):
    """``[misconceptions.<id>]``: a wrong idea, as in ``solutions/<slug>/wrong/<id>.py``."""

    title: str
    feedback: str
    """What a submission earns that fails exactly as this one does."""
    fails: tuple[str, ...]
    """Ids of the checks that it must fail (``not_run`` ones follow from ``depends``)."""


class HintSpec(Record, frozen=True):
    """``[[hints]]``: one more step towards the solution each."""

    text: str


class ExerciseSpec(Record, frozen=True):
    """The whole of an ``exercise.toml``."""

    title: str
    section: Section
    order: int
    """Place within the section, from 1."""
    teaches: str
    """The one thing that it teaches, for example ``threading.Lock``."""
    checks: dict[str, CheckSpec]
    hints: tuple[HintSpec, ...]
    misconceptions: dict[str, MisconceptionSpec]
    requires: tuple[str, ...] = ()
    """Slugs of exercises that should be solved before."""
    why: str = ""
    """Why it comes next, in a sentence."""
    time_limit: float = 10.0
    """Seconds a scenario may take; it exists only to end hangs, so it is generous."""


class Exercise(msgspec.Struct, frozen=True):
    """One exercise: its folder and what its ``exercise.toml`` says."""

    slug: str
    folder: Path
    spec: ExerciseSpec
    home: Path | None = None
    """Folder in which the student works, where it is not ``folder``."""

    @property
    def stub(self) -> Path:
        """Where the student works."""
        return (self.home or self.folder) / f"{self.slug}.py"

    @property
    def tests(self) -> Path:
        """The judging half of the checks."""
        return self.folder / "checks" / f"test_{self.slug}.py"

    @property
    def scenarios(self) -> Path:
        """The driving half of the checks, whose text is sent into the sandbox."""
        return self.folder / "checks" / "scenarios.py"

    @property
    def statement(self) -> Path:
        """What the student reads."""
        return self.folder / "README.md"

    def title(self, language: str) -> str:
        """Its title: that of ``exercise.<language>.toml``, else the heading of the statement."""
        if language != "en":
            with contextlib.suppress(OSError, ValueError, KeyError):
                text = (self.folder / f"exercise.{language}.toml").read_text("utf-8")
                return str(tomllib.loads(text)["title"])
            with contextlib.suppress(OSError, UnicodeDecodeError):
                text = (self.folder / f"README.{language}.md").read_text("utf-8")
                if (found := re.search(r"^# +(\S.*)$", text, re.MULTILINE)) is not None:
                    return found[1].strip()
        return self.spec.title

    @property
    def max_score(self) -> float:
        """Points for passing every check."""
        return sum(check.points for check in self.spec.checks.values())

    def time_limit(self, check: str) -> float:
        """Seconds a scenario of ``check`` may take."""
        own = self.spec.checks[check].time_limit
        return self.spec.time_limit if own is None else own

    def digest(self) -> str:
        """SHA-256 over everything that decides a verdict: the description and the checks."""
        total = hashlib.sha256()
        for path in (self.folder / "exercise.toml", self.tests, self.scenarios):
            content = path.read_bytes()
            total.update(f"{path.name}:{len(content)}:".encode() + content)
        return total.hexdigest()


class Solutions(msgspec.Struct, frozen=True):
    """``solutions/<slug>/``: what must pass, and what must fail."""

    reference: Path
    alternatives: tuple[Path, ...]
    """``right/*.py``: right solutions in other styles."""
    wrong: dict[str, Path]
    """Misconception id to ``wrong/<id>.py``."""


class Course(msgspec.Struct, frozen=True):
    """A folder with ``exercises/`` and, where the instructor has them, ``solutions/``."""

    root: Path
    exercises: dict[str, Exercise]
    """By slug, in the order of the path: section by section."""

    def exercise(self, slug: str) -> Exercise:
        """Find an exercise.

        Raises:
            UsageError: there is none of that name; the message names the nearest ones.
        """
        try:
            return self.exercises[slug]
        except KeyError:
            # Completion by the shell makes it exercises/lock/, or the file in it.
            typed = Path(slug).stem.casefold()
            near = difflib.get_close_matches(typed, self.exercises, n=3, cutoff=0.5)
            if typed in self.exercises:
                near = [typed]
            remedy = (
                f"Did you mean {' or '.join(near)}?"
                if near
                else f"There are: {', '.join(self.exercises) or 'none'}."
            )
            raise UsageError(f"exercise {slug!r}", "there is no such exercise", remedy) from None

    def solutions(self, exercise: Exercise) -> Solutions:
        """Find the solutions of ``exercise``.

        Raises:
            CourseError: a file is missing, or wrong solutions and misconceptions do not match.
        """
        folder = self.root / "solutions" / exercise.slug
        reference = folder / f"{exercise.slug}.py"
        if not reference.is_file():
            raise CourseError(
                str(reference), "the reference solution is missing", "Write it, or restore it."
            )
        wrong = {path.stem: path for path in sorted((folder / "wrong").glob("*.py"))}
        for extra in sorted(set(wrong) ^ set(exercise.spec.misconceptions)):
            missing = "no [misconceptions] table" if extra in wrong else "no wrong solution"
            raise CourseError(
                f"{exercise.slug}: {extra!r}",
                f"there is {missing} of that name",
                f"Each wrong/<id>.py in {folder} needs [misconceptions.<id>] in "
                f"{exercise.folder / 'exercise.toml'}, and the other way round.",
            )
        return Solutions(reference, tuple(sorted((folder / "right").glob("*.py"))), wrong)


def find_root(start: Path | None = None) -> Path:
    """Find the course: the nearest folder at or above ``start`` that holds ``exercises/``.

    Args:
        start: where to begin; the current folder by default.

    Raises:
        UsageError: there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if any(folder.glob("exercises/*/exercise.toml")):
            return folder
    raise UsageError(
        str(here), "there is no course here", "Run this inside a folder that has exercises/."
    )


def load_course(root: Path | None = None) -> Course:
    """Parse and validate every exercise of the course at ``root``.

    Raises:
        CourseError: an exercise is not well formed.
        UsageError: there is no course.
    """
    root = find_root() if root is None else root
    exercises = [load_exercise(path.parent) for path in root.glob("exercises/*/exercise.toml")]
    sections = list(SECTIONS)
    exercises.sort(key=lambda e: (sections.index(e.spec.section), e.spec.order, e.slug))
    course = Course(root, {exercise.slug: exercise for exercise in exercises})
    for exercise in exercises:
        for needed in exercise.spec.requires:
            if needed not in course.exercises:
                raise _wrong(
                    exercise.folder / "exercise.toml",
                    "requires",
                    f"there is no exercise {needed!r}",
                )
    return course


def load_exercise(folder: Path) -> Exercise:
    """Parse and validate one exercise.

    Raises:
        CourseError: a file is missing, or a field of ``exercise.toml`` is wrong.
    """
    path = folder / "exercise.toml"
    try:
        spec = msgspec.convert(tomllib.loads(path.read_text("utf-8")), ExerciseSpec)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(str(path), f"it is not valid TOML: {error}", "Mend that line.") from None
    except msgspec.ValidationError as error:
        cause, _, where = str(error).partition(" - at ")
        key = where.strip("`").removeprefix("$").removeprefix(".") or "the top level"
        raise _wrong(path, key, cause) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(str(path), f"it can't be read: {error}", "Mend the file.") from None
    exercise = Exercise(folder.name, folder, spec)
    _validate(exercise, path)
    return exercise


def _validate(exercise: Exercise, path: Path) -> None:
    """Check what the types can't say."""
    slug, spec = exercise.slug, exercise.spec
    if not slug.isidentifier():
        raise CourseError(str(exercise.folder), "its name is no Python identifier", "Rename it.")
    if slug in sys.stdlib_module_names:
        raise CourseError(
            str(exercise.folder),
            "its name shadows a module of the standard library",
            f"Rename it: a student who runs {slug}.py would break `import {slug}`.",
        )
    if not spec.checks:
        raise _wrong(path, "checks", "at least one check is expected")
    if not any(check.visible for check in spec.checks.values()):
        raise _wrong(path, "checks", "at least one check with `visible = true` is expected")
    if spec.time_limit <= 0:
        raise _wrong(path, "time_limit", "a number of seconds above 0 is expected")
    earlier: set[str] = set()
    for name, check in spec.checks.items():
        key = f"checks.{name}"
        if not name.isidentifier():
            raise _wrong(path, key, "an identifier is expected, since it names test_<id>")
        if check.points <= 0:
            raise _wrong(path, f"{key}.points", "a number above 0 is expected")
        if check.time_limit is not None and check.time_limit <= 0:
            raise _wrong(path, f"{key}.time_limit", "a number of seconds above 0 is expected")
        for other in check.depends:
            if other not in earlier:
                raise _wrong(path, f"{key}.depends", f"{other!r} is not an earlier check")
        earlier.add(name)
    for name, misconception in spec.misconceptions.items():
        key = f"misconceptions.{name}.fails"
        if not misconception.fails:
            raise _wrong(path, key, "at least one check is expected")
        for check_id in misconception.fails:
            if check_id not in spec.checks:
                raise _wrong(path, key, f"there is no check {check_id!r}")
    # Not the stub: it is the student's, who may have deleted it and wants to hear about that.
    for needed in (exercise.statement, exercise.tests, exercise.scenarios):
        if not needed.is_file():
            raise CourseError(str(needed), "this part of the exercise is missing", "Write it.")


def _wrong(path: Path, key: str, cause: str) -> CourseError:
    return CourseError(f"{path}: {key}", cause[:1].lower() + cause[1:], "Mend that key.")
