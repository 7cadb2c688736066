"""``grader reset``: back to the stub, with a backup of what was there.

The stub is what the course last delivered. A kit keeps a copy of it. In the course's git history
it is the stub as of the last commit that changed anything else of the exercise: students commit
their own file, authors commit the exercise around it. This holds for a clone, a fork and a
repository that was made from a template, also after an update of the course was merged.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.options import ExerciseArgument, chosen
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course import Course, Exercise


def reset(
    exercise: ExerciseArgument = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> int:
    """Put the stub back, and keep a backup of your file."""
    from grader.commands.console import shown_path
    from grader.course import load_course
    from grader.files import write_whole

    slug = chosen(exercise, "reset")
    course = load_course()
    found = course.exercise(slug)
    stub = delivered_stub(course, found)
    place = shown_path(found.stub)
    present = found.stub.read_bytes() if found.stub.is_file() else None
    if present == stub:
        print(f"{place} is the stub already.")
        return 0
    if not yes and not typer.confirm(f"Replace {place} by the stub? A backup is kept."):
        print("Nothing was changed.")
        return 0
    if present is not None:
        backup = _next_backup(course.root / ".grader" / "backups", slug)
        write_whole(backup, present)
        print(f"Your file is kept as {shown_path(backup)}")
    write_whole(found.stub, stub)
    print(f"{place} is the stub again.")
    return 0


def delivered_stub(course: Course, exercise: Exercise) -> bytes:
    """The stub as the course delivered it.

    Raises:
        UsageError: the history does not hold it.
    """
    from grader.kit import stub_of

    if (kept := stub_of(course.root, exercise.slug)) is not None:
        return kept
    folder = exercise.folder.relative_to(course.root).as_posix()
    stub = f"{folder}/{exercise.stub.name}"
    commit = _git(course.root, "log", "-1", "--format=%H", "--", folder, f":(exclude){stub}")
    text = _git(course.root, "show", f"{commit.decode().strip()}:./{stub}") if commit else b""
    if not text:
        raise UsageError(
            stub,
            "the original stub is not in the git history of this folder",
            "Take it from the course's own repository.",
        )
    return text


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
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (path := folder / f"{slug}.{number}.py").exists():
        number += 1
    return path
