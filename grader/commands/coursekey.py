"""The course key: taken out of the environment before anything else is started.

What the environment holds, every child process gets. So the key is taken out of it as soon as the
command begins, whatever the command is; judges and sandboxes are started after that.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.kit import CourseKey
    from grader.model import IsolationLevel

VARIABLE = "GRADER_COURSE_KEY"
KeyFileOption = Annotated[
    Path | None,
    typer.Option("--key-file", metavar="FILE", help=f"The course key, instead of ${VARIABLE}."),
]
WeakKeyOption = Annotated[
    bool,
    typer.Option(
        "--allow-weak-isolation",
        help="With a course key: grade below landlock too, where the code can read the key.",
    ),
]
_WEAKEST_RUNG = 2
_held: list[str] = []


def hold() -> None:
    """Take the key out of the environment. Called when the command begins."""
    _held[:] = [text for text in (os.environ.pop(VARIABLE, ""),) if text]


def course_key(file: Path | None) -> CourseKey | None:
    """The key of the file, or else of the environment; None where there is none.

    Raises:
        UsageError: it is no key, or its file can't be read.
    """
    if file is None and not _held:
        return None
    from grader.kit import parse_key, read_key

    return parse_key(_held[0], f"${VARIABLE}") if file is None else read_key(file)


def require_isolation(isolation: IsolationLevel | None, *, allow_weak: bool) -> None:
    """Refuse to unseal checks where the student's code could read them.

    Raises:
        UsageError: submissions can't be isolated well enough here.
    """
    from grader.sandbox.probe import choose_level

    level = choose_level(isolation)
    if level.rung > _WEAKEST_RUNG and not allow_weak:
        raise UsageError(
            "the course key",
            f"at isolation level {level.value!r} the student's code can read it",
            "`grader doctor` says what is missing; --allow-weak-isolation takes the risk.",
        )
