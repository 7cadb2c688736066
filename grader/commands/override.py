"""``grader override``: a score that a person gives."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.commands.options import GradebookOption, book_at
from grader.errors import UsageError


def override(
    student: Annotated[
        str, typer.Argument(metavar="STUDENT", help="Key, number, login, address or name.")
    ],
    exercise: Annotated[str, typer.Argument(metavar="EX", help="Exercise.")],
    score: Annotated[
        float | None, typer.Argument(metavar="[SCORE]", help="Points that count from now on.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; kept in the history.")
    ] = "",
    back: Annotated[
        bool, typer.Option("--take-back", help="Let the grading count again, instead of a SCORE.")
    ] = False,
    gradebook: GradebookOption = None,
) -> int:
    """Give a score by hand. It survives every regrading."""
    from grader.course import load_course
    from grader.gradebook import Gradebook
    from grader.text import number, one_line

    if back == (score is not None):
        raise UsageError(
            "grader override", "either a SCORE or --take-back is expected", "Give one of them."
        )
    course = load_course()
    found = course.exercise(exercise)
    with Gradebook.open(book_at(gradebook)) as book:
        who = book.student(student)
        book.override(who.key, found.slug, score, reason)
    shown = one_line(who.key, 60)
    if score is None:
        print(f"{shown}, {found.slug}: the grading counts again.")
        return 0
    above = " That is above the maximum." if score > found.max_score else ""
    print(f"{shown}, {found.slug}: {number(score)} of {number(found.max_score)}.{above}")
    return 0
