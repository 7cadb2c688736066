"""``grader verify --mutants``: which mistakes in a reference do the checks not see?

The JSON is ``{"schema", "ok", "exercises": [{"exercise", "fates": [{"mutant": {"operator",
"line", "id", "key", "source", "diff"}, "status", "check", "verdict", "reason"}], "stale"}]}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.mutation.hunt import Fate, Hunt, Status

SCHEMA = "concurrency-grader/mutants/v1"


def verify_mutants(
    course: Course,
    chosen: list[Exercise],
    jobs: int,
    only: list[str],
    json: str | None,
    write_docs: bool,
) -> int:
    """Hunt the mutants of ``chosen``, and tell.

    Args:
        course: with its solutions.
        chosen: the exercises.
        jobs: gradings at the same time.
        only: ids or keys of the mutants; all when empty.
        json: where the result is written; ``-`` prints only it.
        write_docs: write the table into ``docs/`` as well.

    Returns:
        0 when all are killed or explained; 1 when one survives or a reason is stale; 3 when the
        only trouble is that some are inconclusive.

    Raises:
        UsageError: LibCST is missing, or no mutant is called so.
    """
    from grader.mutation import require

    require()
    if only and write_docs:
        raise UsageError(
            "--write-docs", "the table is about all mutants of an exercise", "Leave out --mutant."
        )
    hunts = []
    for found in _hunted(course, chosen, jobs, only, quiet=json == "-"):
        hunts.append(found)
        if json != "-":
            _print(found)
    if only and not any(found.fates for found in hunts):
        raise UsageError(
            f"--mutant {only[0]}", "no mutant has this id or key", "See --json - for all of them."
        )
    if json != "-":
        _print_table(hunts)
    else:
        _print_json(hunts)
    if json not in {None, "-"}:
        _write_json(str(json), hunts)
    if write_docs:
        _write_docs(course, hunts)
    return _exit_code(hunts)


def _hunted(
    course: Course, chosen: list[Exercise], jobs: int, only: list[str], *, quiet: bool
) -> Iterator[Hunt]:
    from rich.progress import Progress

    from grader.commands.console import make_console
    from grader.mutation.hunt import derive, hunt

    console = make_console(stderr=True)
    total = len(only) or sum(len(derive(course, exercise)) for exercise in chosen)
    hidden = quiet or not console.is_terminal
    with Progress(console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task("hunting", total=total)

        def advance(fate: Fate) -> None:
            progress.advance(task)

        yield from hunt(course, chosen, jobs, only, advance)


def _print(found: Hunt) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from grader.commands.console import make_console

    console = make_console()
    mark = ("✓ ", "green") if found.ok else ("✗ ", "red")
    killed = found.count("killed") + found.count("explained")
    told = f"{killed} of {len(found.fates)} mutants are killed or explained"
    console.print(Text.assemble(mark, (f"{found.exercise} ", "bold"), told))
    for problem in found.stale:
        console.print(Padding(Text(f"stale: {problem}"), (0, 0, 0, 4)))
    for fate in found.fates:
        if fate.status in {"survived", "inconclusive"}:
            by = f" ({fate.check})" if fate.check else ""
            console.print(Padding(Text(f"{fate.status}{by}: {fate.mutant.key}"), (0, 0, 0, 4)))
            console.print(Padding(Text(fate.mutant.diff), (0, 0, 0, 8)))
            again = f"again: grader verify --mutants {found.exercise} --mutant {fate.mutant.key}"
            console.print(Padding(Text(again, "dim"), (0, 0, 0, 4)))


def _print_table(hunts: list[Hunt]) -> None:
    from rich.table import Table

    from grader.commands.console import show

    table = Table(box=None, pad_edge=False)
    statuses: tuple[Status, ...] = ("killed", "explained", "survived", "inconclusive")
    for name in ("exercise", "mutants", *statuses):
        table.add_column(name, justify="left" if name == "exercise" else "right")
    for found in hunts:
        counts = [str(found.count(status)) for status in statuses]
        table.add_row(found.exercise, str(len(found.fates)), *counts)
    print()
    show(table)


def _encoded(hunts: list[Hunt]) -> bytes:
    import msgspec

    content = {"schema": SCHEMA, "ok": all(found.ok for found in hunts), "exercises": hunts}
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def _print_json(hunts: list[Hunt]) -> None:
    print(_encoded(hunts).decode(), end="")


def _write_json(where: str, hunts: list[Hunt]) -> None:
    from grader.commands.console import write_output

    write_output(Path(where), _encoded(hunts))


def _write_docs(course: Course, hunts: list[Hunt]) -> None:
    from grader.commands.console import write_output
    from grader.mutation.table import PAGE, page

    path = course.root / PAGE
    before = path.read_text("utf-8") if path.exists() else ""
    write_output(path, page(course, hunts, before).encode())


def _exit_code(hunts: list[Hunt]) -> int:
    if any(found.stale or found.count("survived") for found in hunts):
        return 1
    return 3 if any(found.count("inconclusive") for found in hunts) else 0
