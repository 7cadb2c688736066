"""``grader reset``: back to the stub, with a backup of what was there.

The stub is what the course last delivered. A kit keeps a copy of it. In the course's git history
it is the stub as of the last commit that changed anything else of the exercise: students commit
their own file, authors commit the exercise around it. This holds for a clone, a fork and a
repository that was made from a template, also after an update of the course was merged.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.options import ExerciseArgument, LanguageOption, chosen, words
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course import Course, Exercise


def reset(
    exercise: ExerciseArgument = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    lang: LanguageOption = None,
) -> int:
    """Put the stub back, and keep a backup of your file."""
    from grader.commands.console import shown_path, write_output
    from grader.course import load_course

    w = words(lang)
    slug = chosen(exercise, "reset")
    course = load_course()
    found = course.exercise(slug)
    stub = delivered_stub(course, found)
    place = shown_path(found.stub)
    present = found.stub.read_bytes() if found.stub.is_file() else None
    if present == stub:
        print(w("reset.already", place=place))
        return 0
    if not yes and not _confirmed(w("reset.ask", place=place)):
        print(w("reset.nothing"))
        return 0
    if present is not None:
        backup = _next_backup(course.root / ".grader" / "backups", slug)
        write_output(backup, present)
        print(w("reset.kept", backup=shown_path(backup)))
    write_output(found.stub, stub)
    print(w("reset.done", place=place))
    return 0


def _confirmed(question: str) -> bool:
    """Ask.

    Raises:
        UsageError: there is nobody to ask.
    """
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError(
            "grader reset",
            "it asks before it replaces your file, and there is no terminal to ask at",
            "Add --yes if you mean it (make reset EX=... ARGS=--yes).",
        )
    return typer.confirm(question)


def delivered_stub(course: Course, exercise: Exercise) -> bytes:
    """The stub as the course delivered it.

    Raises:
        UsageError: the history does not hold it.
    """
    from grader.kit import stub_of

    if (kept := stub_of(course.root, exercise.slug)) is not None:
        return kept
    text = _in_history(course.root, exercise.slug)
    if not text:
        raise UsageError(
            f"exercises/{exercise.slug}/{exercise.stub.name}",
            "the original stub is not in the git history of this folder",
            "Take it from the course's own repository.",
        )
    return text


def delivered_in_history(root: Path, slug: str) -> bytes | None:
    """The stub of ``slug`` as git knows it; None where the history does not say.

    A clone that was cut short does not: its oldest commit holds everything there is.
    """
    if _git(root, "rev-parse", "--is-shallow-repository").strip() != b"false":
        return None
    return _in_history(root, slug) or None


def _in_history(root: Path, slug: str) -> bytes:
    """The stub as of the last commit that changed anything else of the exercise."""
    folder = f"exercises/{slug}"
    stub = f"{folder}/{slug}.py"
    commit = _git(root, "log", "-1", "--format=%H", "--", folder, f":(exclude){stub}")
    return _git(root, "show", f"{commit.decode().strip()}:./{stub}") if commit else b""


def _git(root: Path, *arguments: str) -> bytes:
    """Output of a git command; empty when it fails or there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _next_backup(folder: Path, slug: str) -> Path:
    number = 1
    while (path := folder / f"{slug}.{number}.py").exists():
        number += 1
    return path
