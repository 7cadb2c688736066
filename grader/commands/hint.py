"""``grader hint``: one more hint each time."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from grader.commands.options import ExerciseArgument, LanguageOption, chosen, words


def hint(
    exercise: ExerciseArgument = None,
    again: Annotated[
        bool, typer.Option("--again", help="Show those once more that were shown already.")
    ] = False,
    all: Annotated[bool, typer.Option("--all", help="Show all of them.")] = False,
    lang: LanguageOption = None,
) -> int:
    """Give one more hint for an exercise.

    After the last one, all of them are shown again.
    """
    from grader.commands import hints
    from grader.commands.console import show, shown_path
    from grader.commands.progress import Progress
    from grader.course import load_course

    w = words(lang)
    slug = chosen(exercise, "give a hint for")
    course = load_course()
    found = course.exercise(slug)
    total = len(found.spec.hints)
    own = found.statement.with_suffix(f".{w.language}.md")
    statement = shown_path(own if own.is_file() else found.statement)
    if total == 0:
        print(w("terminal.no_hints", statement=statement))
        return 0
    progress = Progress(course.root)
    before = hints.shown_so_far(found, progress)
    saved = True
    if all:
        given, numbers = total, range(1, total + 1)
        saved = before == total or progress.update(slug, hints=total)
    elif again:
        given, numbers = before, range(1, before + 1)
    else:
        given, saved = hints.one_more(found, progress)
        numbers = range(given, given + 1) if given > before else range(1, total + 1)
    for shown in hints.rendered_hints(found, numbers, w):
        show(shown)
    if not saved:
        place = shown_path(progress.path.parent)
        print(w("watch.not_saved", path=place), file=sys.stderr)
    if given == total:
        print(w("terminal.hints_over", statement=statement))
    else:
        print(w("terminal.hint_more", slug=slug))
    return 0
