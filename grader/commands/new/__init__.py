"""``grader new``: begins an exercise with a tiny one that works, and marks what is missing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from grader.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


class Kind(StrEnum):
    """What the skeleton's checks are made with."""

    THREADS = "threads"
    PROCESSES = "processes"


class SectionName(StrEnum):
    """The sections of a course, for ``--section``."""

    PROCESSES = "processes"
    THREADS = "threads"
    THREAD_LOCAL = "thread_local"
    DISTRIBUTED = "distributed"


def new(
    slug: Annotated[
        str, typer.Argument(metavar="SLUG", help="Name of its folder and module: an identifier.")
    ],
    title: Annotated[
        str | None, typer.Option("--title", metavar="TITLE", help="Its title, for students.")
    ] = None,
    section: Annotated[
        SectionName | None,
        typer.Option(
            "--section",
            metavar="SECTION",
            help="processes, threads, thread_local or distributed; that of the kind by default.",
        ),
    ] = None,
    order: Annotated[
        int | None,
        typer.Option("--order", metavar="N", min=1, help="Place in its section; last by default."),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--kind",
            metavar="threads|processes",
            help="Checks that explore schedules, or that make processes meet.",
        ),
    ] = None,
) -> int:
    """Begin a new exercise.

    Writes a tiny one that works. What you have to write yourself is marked FILL-IN, and
    `grader verify SLUG` names what is left.
    """
    from grader.commands.console import shown_path
    from grader.commands.new import scaffold
    from grader.course import load_course

    root = _root()
    course = load_course(root) if any(root.glob("exercises/*/exercise.toml")) else None
    if problem := scaffold.problem_with(slug, root):
        raise UsageError(f"exercise {slug!r}", problem[0], problem[1])
    if kind is None:
        threads = section in (None, SectionName.THREADS, SectionName.THREAD_LOCAL)
        kind = Kind.THREADS if threads else Kind.PROCESSES
    if section is None:
        section = SectionName(kind.value)
    if order is None:
        present = course.exercises.values() if course else ()
        taken = [one.spec.order for one in present if one.spec.section == section.value]
        order = max(taken, default=0) + 1
    title = " ".join((title or slug.replace("_", " ").capitalize()).split())
    written = scaffold.write(
        root, slug, kind=kind.value, title=title, section=section.value, order=order
    )
    for path in written:
        print(shown_path(path))
    print(f"\nFill in what is marked FILL-IN, then: grader verify {slug}")
    return 0


def _root() -> Path:
    """Of the course: the nearest folder with exercises, or with an empty ``exercises/``.

    Raises:
        UsageError: there is none.
    """
    from pathlib import Path

    from grader.course import find_root

    try:
        return find_root()
    except UsageError:
        if (Path.cwd() / "exercises").is_dir():
            return Path.cwd()
        raise UsageError(
            str(Path.cwd()),
            "there is no course here",
            "Run this in a course's folder; for a new course, make its exercises/ folder first.",
        ) from None
