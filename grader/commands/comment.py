"""``grader comment``: words of the instructor for a student."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.commands.options import GradebookOption, book_at


def comment(
    student: Annotated[
        str, typer.Argument(metavar="STUDENT", help="Key, number, login, address or name.")
    ],
    exercise: Annotated[str, typer.Argument(metavar="EX", help="Exercise.")],
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="For the student; an empty one takes it back.")
    ],
    gradebook: GradebookOption = None,
) -> int:
    """Say something to a student about an exercise. It survives every regrading."""
    from grader.course import load_course
    from grader.gradebook import Gradebook
    from grader.text import one_line

    found = load_course().exercise(exercise)
    with Gradebook.open(book_at(gradebook)) as book:
        who = book.student(student)
        book.comment(who.key, found.slug, text)
    what = "noted" if text else "taken back"
    print(f"{one_line(who.key, 60)}, {found.slug}: {what}.")
    return 0
