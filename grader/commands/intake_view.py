"""An intake for people: who handed in what, and what a person should look at.

``grader grade DIR --dry-run`` shows nothing else. Every name in it is hostile text; the records
hold it on one line already, and what is printed here is never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from grader.text import harmless, plural

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from grader.intake import Entry, Intake, Problem

LAYOUTS = {
    "students": "One folder a student",
    "exercises": "One folder an exercise",
    "moodle": "A Moodle download",
    "canvas": "A Canvas download",
    "gradescope": "A Gradescope export",
    "classroom": "Clones of a classroom",
}
_SHOWN = 10
"""Files of one sort that are listed before the rest is counted."""


def intake_view(intake: Intake, *, everything: bool = False) -> RenderableType:
    """All that ``intake`` says.

    Args:
        intake: the class's submissions.
        everything: list all extra and superseded files, not only the first of them.
    """
    from rich.console import Group
    from rich.text import Text

    limit = None if everything else _SHOWN
    parts: list[RenderableType] = [
        Text(f"{LAYOUTS[intake.layout]}: {harmless(intake.origin)}", "bold"),
        Text(f"Because {harmless(intake.why)}. (--layout names another)", "dim"),
        Text(),
        _students(intake),
        Text(),
        *_problems(intake.problems),
        *_files("Superseded", _superseded(intake.superseded), limit),
        *_files("Extra files, not graded", [harmless(place) for place in intake.extra], limit),
        _summary(intake),
    ]
    return Group(*parts)


def _students(intake: Intake) -> RenderableType:
    """A row for each student: what counts, and what is missing."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    entries: dict[str, list[Entry]] = {}
    for entry in intake.entries:
        entries.setdefault(entry.student.key, []).append(entry)
    missing: dict[str, list[str]] = {}
    for key, exercise in intake.missing:
        missing.setdefault(key, []).append(exercise)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    table.add_column("Student", ratio=3, overflow="fold")
    table.add_column("Handed in", ratio=4, overflow="fold")
    table.add_column("Missing", ratio=3, overflow="fold")
    for student in intake.students:
        name = Text(harmless(student.name or student.key))
        if student.name and student.name.casefold() != student.key:
            name.append(f" [{harmless(student.key)}]", "dim")
        found = Text(", ").join(_handed_in(intake, entry) for entry in entries.get(student.key, ()))
        gone = missing.get(student.key, [])
        none = len(gone) == len(intake.exercises) > 1
        lacking = Text("everything" if none else ", ".join(gone), "yellow")
        table.add_row(name, found or Text("-", "dim"), lacking)
    return table


def _handed_in(intake: Intake, entry: Entry) -> Text:
    """An exercise, with a cross when its file can't be graded, the file's name where it says
    something else, and when it is late."""
    from rich.text import Text

    shown = Text(entry.exercise)
    if intake.refusal(entry) is not None:
        shown = Text(f"✗ {entry.exercise}", "red")
    if entry.name != f"{entry.exercise}.py":
        shown.append(f" ({harmless(entry.name)})", "dim")
    if entry.late:
        shown.append(" late", "yellow")
    return shown


def _problems(problems: Sequence[Problem]) -> Iterable[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    if not problems:
        return
    yield Text(f"Look at {plural(len(problems), 'thing')}", "bold")
    for problem in problems:
        yield Text.assemble(("! ", "yellow"), harmless(problem.subject))
        said = f"{harmless(problem.cause).rstrip('.')}. {harmless(problem.remedy)}"
        yield Padding(Text(said, overflow="fold"), (0, 0, 0, 4))
    yield Text()


def _superseded(entries: Iterable[Entry]) -> list[str]:
    return [
        harmless(f"{entry.student.name or entry.student.key}: {entry.origin}") for entry in entries
    ]


def _files(title: str, places: Sequence[str], limit: int | None) -> Iterable[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    if not places:
        return
    yield Text(f"{title} ({len(places)})", "bold")
    for place in places[:limit]:
        yield Padding(Text(place, overflow="fold"), (0, 0, 0, 2))
    if limit is not None and len(places) > limit:
        yield Padding(Text(f"and {len(places) - limit} more", "dim"), (0, 0, 0, 2))
    yield Text()


def _summary(intake: Intake) -> RenderableType:
    from rich.text import Text

    refused = sum(intake.refusal(entry) is not None for entry in intake.entries)
    bad = f" ({refused} of them can't be graded)" if refused else ""
    missing = f", {len(intake.missing)} missing" if intake.missing else ""
    problems = f", {plural(len(intake.problems), 'problem')}" if intake.problems else ""
    return Text(
        f"{plural(len(intake.students), 'student')}, "
        f"{plural(len(intake.exercises), 'exercise')}: "
        f"{plural(len(intake.entries), 'file')} to grade{bad}{missing}{problems}."
    )
