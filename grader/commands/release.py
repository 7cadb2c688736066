"""``grader release``: make the student repository, or bring it up to date."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.coursekey import VARIABLE
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course import Course
    from grader.kit import CourseKey, Release
    from grader.kit.layout import KitFile


class Hidden(StrEnum):
    """How hidden checks travel."""

    SEALED = "sealed"
    NONE = "none"


class Solutions(StrEnum):
    """When students may see the reference solution."""

    NEVER = "never"
    AFTER_FULL_MARKS = "after-full-marks"


def release(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="KIT", help="Folder of the kit.")
    ] = None,
    gradescope: Annotated[
        Path | None,
        typer.Option(
            "--gradescope",
            metavar="ZIP",
            help="Make Gradescope's autograder too: with hidden checks, for you alone.",
        ),
    ] = None,
    allow_weak: Annotated[
        bool,
        typer.Option(
            "--allow-weak-isolation", help="On Gradescope, grade below landlock too (docs/CI.md)."
        ),
    ] = False,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", metavar="EX", help="Only this one; may be repeated."),
    ] = None,
    hidden: Annotated[
        Hidden,
        typer.Option(
            "--hidden",
            metavar="sealed|none",
            help="Hidden checks travel encrypted, or not at all.",
        ),
    ] = Hidden.SEALED,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file", metavar="FILE", help="The course key; made where it is missing."
        ),
    ] = None,
    solutions: Annotated[
        Solutions,
        typer.Option(
            "--solutions",
            metavar="never|after-full-marks",
            help="Whether those who have solved an exercise may see the reference.",
        ),
    ] = Solutions.NEVER,
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="Name of the course.")
    ] = "Concurrent Python",
    python: Annotated[
        str, typer.Option("--python", metavar="X.Y", help="Python that CI runs.")
    ] = "3.11",
    prove: Annotated[
        bool,
        typer.Option(
            "--prove/--no-prove",
            help="Grade each reference and stub before the kit is written.",
        ),
    ] = True,
) -> int:
    """Make the student repository: statements, stubs, visible checks, and CI.

    Run again, it brings the kit up to date.
    """
    from grader.commands.console import make_console, shown_path
    from grader.course import load_course
    from grader.kit import ReleaseOptions, is_kit, read_kit
    from grader.kit import release as make

    if not re.fullmatch(r"3\.\d{1,2}", python):
        raise UsageError("--python", f"{python!r} is no version of Python", "Write it as 3.11.")
    if out is None and gradescope is None:
        raise UsageError(
            "grader release", "it is not said what to make", "Add --out KIT, or --gradescope ZIP."
        )
    course = load_course()
    if gradescope is not None:
        _autograder(course, gradescope, exercise or [], name, python, allow_weak)
    if out is None:
        return 0
    before = read_kit(out) if is_kit(out) else None
    key, made = (None, None) if hidden is Hidden.NONE else _key(out, key_file)
    options = ReleaseOptions(
        exercises=tuple(exercise or ()),
        hidden=hidden.value,
        solutions=solutions.value,
        name=name,
        python=python,
    )
    with make_console(stderr=True).status("Making the kit") as status:
        proving = (lambda slug: status.update(f"Proving {slug}")) if prove else None
        try:
            done = make(course, out, options=options, key=key, told=proving)
        except BaseException:
            if made is not None:
                made.unlink()
            raise
    _tell(done, shown_path(out), [] if before is None else _changed(before, read_kit(out)))
    if key is not None:
        _tell_key(key, None if made is None else shown_path(made))
    return 0


def _autograder(
    course: Course, path: Path, slugs: list[str], name: str, python: str, allow_weak: bool
) -> None:
    """Write Gradescope's autograder, and say what to do with it."""
    from grader.commands.console import shown_path, write_output
    from grader.kit.gradescope import autograder_of
    from grader.text import number, plural

    data, chosen = autograder_of(
        course, slugs, name=name, python=python, allow_weak_isolation=allow_weak
    )
    write_output(path, data)
    points = number(sum(exercise.max_score for exercise in chosen))
    print(f"Made {shown_path(path)}: {plural(len(chosen), 'exercise')}, {points} points.")
    print("It holds the hidden checks: upload it to Gradescope, and give it to nobody.")


def _key(out: Path, file: Path | None) -> tuple[CourseKey, Path | None]:
    """The course key, and its file if it was made now.

    Raises:
        UsageError: it can't be read or written, would lie in the kit, or is missing where there
            was one.
    """
    from grader.commands.coursekey import course_key
    from grader.kit import is_kit, new_key, read_kit, write_key

    if file is None and (held := course_key(None)) is not None:
        return held, None
    path = out.absolute().with_name(f"{out.absolute().name}.key") if file is None else file
    if path.resolve().is_relative_to(out.resolve()):
        raise UsageError(
            str(path), "the course key must not lie in the kit", "Keep it outside, and safe."
        )
    if path.exists():
        return course_key(path) or new_key(), None
    if file is None and is_kit(out) and read_kit(out).key:
        raise UsageError(
            str(path),
            f"the key of this kit ({read_kit(out).key}) is not there",
            f"Give it by --key-file or ${VARIABLE}; for a new key, name a new file.",
        )
    key = new_key()
    write_key(key, path)
    return key, path


def _changed(before: KitFile, after: KitFile) -> list[str]:
    """What the options made another than they did last time, each as a sentence."""
    said = []
    for slugs, word in (
        ([s for s in after.exercises if s not in before.exercises], "added"),
        ([s for s in before.exercises if s not in after.exercises], "left out"),
    ):
        if slugs:
            said.append(f"{word}: {', '.join(slugs)}")
    for option in ("course", "python", "hidden", "solutions"):
        old, new = getattr(before, option), getattr(after, option)
        if old != new:
            said.append(f"{option} was {old!r}, and is {new!r}")
    return said


def _tell(done: Release, out: str, changed: Sequence[str]) -> None:
    from grader.text import plural

    placed = done.placed
    what = plural(len(done.exercises), "exercise")
    if placed.new:
        print(f"Made {out}: {what}, version {done.version}.")
    elif placed.written or placed.removed:
        print(f"Updated {out} to version {done.version}: {what}.")
        for word, paths in (("written", placed.written), ("removed", placed.removed)):
            for path in paths:
                print(f"  {word}  {path}")
        for line in changed:
            print(f"Note: {line}. It follows the options: was that meant?")
    else:
        print(f"{out} is up to date: {what}, version {done.version}.")
    for path in placed.kept:
        print(f"  kept     {path}: it was changed here")


def _tell_key(key: CourseKey, made: str | None) -> None:
    if made is not None:
        print(f"Course key {key.id} in {made}. Keep it: what is sealed can be opened with it only.")
        print(f"For GitHub:  gh secret set {VARIABLE} < {shlex.quote(made)}")
    else:
        print(f"Sealed with course key {key.id}.")
