"""Arguments that several subcommands share."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.errors import UsageError

ExerciseArgument = Annotated[
    str | None, typer.Argument(metavar="EX", help="Exercise, as `grader list` names it.")
]


def chosen(exercise: str | None, what: str) -> str:
    """The exercise that was named.

    Raises:
        UsageError: none was; the message says what there is.
    """
    if exercise:
        return exercise
    from grader.course import load_course

    names = ", ".join(load_course().exercises) or "none yet"
    raise UsageError("no exercise", f"say which one to {what}", f"There are: {names}.")
