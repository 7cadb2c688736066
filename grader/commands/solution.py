"""``grader solution``: the reference beside your own file, once yours has full marks."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.options import ExerciseArgument, LanguageOption, chosen, words
from grader.model import Verdict

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from grader.wording import Words

SIDE_BY_SIDE = 150
"""Columns from which two files fit beside each other."""


def solution(
    exercise: ExerciseArgument = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show only what differs from your file.")
    ] = False,
    lang: LanguageOption = None,
) -> int:
    """Show the reference solution, once your own file has full marks.

    Your file is graded for that as it is now. Exits with 1 while it has not. The instructor may
    have left the solutions out.
    """
    from grader.commands.check import grade_quietly
    from grader.commands.console import make_console, rendered, shown_path
    from grader.commands.progress import Progress
    from grader.course import load_course
    from grader.intake import read_submission
    from grader.kit import reference as reference_of
    from grader.text import harmless, number

    w = words(lang)
    slug = chosen(exercise, "show the solution of")
    course = load_course()
    found = course.exercise(slug)
    reference = harmless(reference_of(course.root, slug, None).decode("utf-8", "replace"))
    own = read_submission(found.stub, slug)
    report = grade_quietly(course, found, own, w)
    Progress(course.root).remember(report)
    if report.verdict is not Verdict.PASSED:
        reached = f"{number(report.score)}/{number(report.max_score)}"
        print(w("solution.not_yet", place=shown_path(found.stub), reached=reached), file=sys.stderr)
        print(w("solution.go_on", slug=slug), file=sys.stderr)
        return 1
    console = make_console()
    shown = _shown(console, harmless(own.text), reference, shown_path(found.stub), w, diff=diff)
    title = found.title(w.language)
    page(console, rendered(console, _titled(w("solution.title", title=title), shown)))
    return 0


def page(console: Console, text: str) -> None:
    """Print ``text``, by ``$PAGER`` where it is longer than the terminal."""
    if not console.is_terminal or text.count("\n") < console.height or not sys.stdin.isatty():
        print(text, end="")
        return
    command = os.environ.get("PAGER") or shutil.which("less") or shutil.which("more")
    # Colours as they are; no pager where it fits; and the text stays when it ends.
    environment = {"LESS": "-RFX"} | dict(os.environ)
    if command:
        done = subprocess.run(command, shell=True, input=text.encode(), env=environment)
        if done.returncode not in (126, 127):  # it is there and may be run
            return
    print(text, end="")


def _shown(
    console: Console, own: str, reference: str, place: str, words: Words, *, diff: bool
) -> list[RenderableType]:
    """Both files, beside each other where there is room; or what differs."""
    from rich.console import Group
    from rich.syntax import Syntax
    from rich.table import Table
    from rich.text import Text

    def code(text: str, lexer: str, width: int | None) -> Syntax:
        return Syntax(
            text.rstrip("\n"),
            lexer,
            theme="ansi_dark",
            background_color="default",
            code_width=width,
            word_wrap=True,
        )

    if own == reference:
        return [Text(words("solution.same")), "", code(reference, "python", None)]
    if diff:
        names = (place, words("solution.reference"))
        lines = difflib.unified_diff(own.splitlines(), reference.splitlines(), *names, lineterm="")
        return [code("\n".join(lines), "diff", None)]
    parts = ((words("solution.yours", place=place), own), (words("solution.reference"), reference))
    width = console.width // 2 - 2 if console.width >= SIDE_BY_SIDE else None
    shown = [Group(Text(title, "bold"), code(text, "python", width), "") for title, text in parts]
    end = Text(words("solution.others"), "dim")
    if width is None:
        return [*shown, end]
    beside = Table.grid(padding=(0, 2, 0, 0))
    beside.add_row(*shown)
    return [beside, end]


def _titled(title: str, parts: list[RenderableType]) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    return Group(Text(title, "bold"), "", *parts)
