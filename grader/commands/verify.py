"""``grader verify``: prove the exercises, as often as wanted, under load when wanted.

The JSON is ``{"schema", "ok", "strays": [...], "missing": [...], "advice": [...], "solutions":
[{"exercise", "solution", "kind", "runs", "ok", "problems": {text: runs}, "replay"}]}``; advice
changes no exit code. With ``--mutants``: ``commands/mutants.py``.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.mutants import verify_mutants
from grader.errors import UsageError
from grader.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.course import Course, Exercise
    from grader.grading import VerifyResult

SCHEMA = "concurrency-grader/verify/v1"


class Proof(Record, frozen=True):
    """What became of one stub or solution, over all its runs."""

    exercise: str
    solution: str
    """``stub``, ``reference``, ``right/<name>`` or ``wrong/<id>``."""
    kind: str
    runs: int
    ok: bool
    """Whether every run went as declared."""
    problems: dict[str, int]
    """What was not as declared, with the number of runs in which it was so."""
    replay: str | None = None
    """The command that repeats the first such run."""


def verify(
    exercises: Annotated[
        list[str] | None, typer.Argument(metavar="[EX ...]", help="Exercises; all by default.")
    ] = None,
    repeat: Annotated[
        int, typer.Option("--repeat", metavar="N", min=1, help="Grade each file N times.")
    ] = 1,
    under_load: Annotated[
        bool, typer.Option("--under-load", help="Keep every core busy meanwhile.")
    ] = False,
    json: Annotated[
        str | None,
        typer.Option(
            "--json", metavar="PATH|-", help="Write the result as JSON; - prints only it."
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="Gradings at once; one a core by default."),
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Grade mutants of the references instead.")
    ] = False,
    mutant: Annotated[
        list[str] | None,
        typer.Option("--mutant", metavar="KEY", help="With --mutants: only this one."),
    ] = None,
    write_docs: Annotated[
        bool, typer.Option("--write-docs", help="With --mutants: write docs/MUTANTS.md.")
    ] = False,
) -> int:
    """Prove that the checks are right.

    Stubs fail, solutions pass, and wrong solutions fail exactly the checks they declare.
    """
    from grader.commands.completeness import advice, missing
    from grader.course import load_course
    from grader.grading import verify as prove
    from grader.translation import check_overlay
    from grader.wording import LANGUAGES

    course = load_course()
    chosen = [course.exercise(slug) for slug in exercises or course.exercises]
    if mutants:
        if repeat > 1 or under_load:
            raise UsageError(
                "--mutants", "each mutant is graded once", "Leave out --repeat and --under-load."
            )
        workers = jobs or os.cpu_count() or 1
        return verify_mutants(course, chosen, workers, mutant or [], json, write_docs)
    if mutant or write_docs:
        raise UsageError("--mutant and --write-docs", "they need --mutants", "Add --mutants.")
    for exercise in chosen:
        for code in LANGUAGES:
            check_overlay(exercise, code)
    strays = [problem for exercise in chosen for problem in stray_files(course, exercise)]
    open_parts = [part for exercise in chosen for part in missing(course, exercise)]
    wishes = [wish for exercise in chosen for wish in advice(course, exercise)]
    total = repeat * sum(_count(course, exercise) for exercise in chosen)
    workers = jobs or os.cpu_count() or 1
    arriving = prove(course, chosen, repeat=repeat, under_load=under_load, jobs=workers)
    proofs = _summed(_watched(arriving, total, quiet=json == "-"))
    ok = not strays and not open_parts and all(proof.ok for proof in proofs)
    if json != "-":
        _print(proofs, strays + open_parts, wishes, repeat)
    if json is not None:
        content = {"ok": ok, "strays": strays, "missing": open_parts, "advice": wishes}
        _write_json(json, content, proofs)
    return 0 if ok else 1


def stray_files(course: Course, exercise: Exercise) -> list[str]:
    """Files in an exercise's folders that belong to nothing, each as a sentence."""
    slug = exercise.slug
    solution = course.root / "solutions" / slug
    allowed = {
        exercise.folder: {
            *("README.md", "README.zh.md", "exercise.toml", "exercise.zh.toml"),
            *(f"{slug}.py", "checks"),
        },
        exercise.folder / "checks": {f"test_{slug}.py", "scenarios.py"},
        solution: {"README.md", "mutants.toml", f"{slug}.py", "right", "wrong"},
    }
    return [
        f"{path.relative_to(course.root)}: nothing uses this file. Remove it."
        for folder, names in allowed.items()
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if path.name not in names | {"__pycache__"}
    ]


def _count(course: Course, exercise: Exercise) -> int:
    solutions = course.solutions(exercise)
    return 2 + len(solutions.alternatives) + len(solutions.wrong)


def _watched(
    arriving: Iterable[VerifyResult], total: int, *, quiet: bool
) -> Iterable[VerifyResult]:
    """Pass the results on, and say how far it is: a bar, or a line an exercise in a log."""
    from rich.progress import track

    from grader.commands.console import make_console

    console = make_console(stderr=True)
    if quiet:
        return arriving
    if not console.is_terminal:
        return _logged(arriving)
    return track(arriving, "proving", total, console=console, transient=True)


def _logged(arriving: Iterable[VerifyResult]) -> Iterable[VerifyResult]:
    """Pass the results on; tell stderr of each that is not as declared, and of each exercise."""
    from grader.text import harmless, plural

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    for slug, results in itertools.groupby(arriving, key=lambda result: result.exercise):
        good = done = 0
        for result in results:
            done, good = done + 1, good + result.ok
            if not result.ok:
                say(f"✗ {slug} {result.solution}: {harmless(result.problem)}")
            yield result
        say(f"{slug}: {good} of {plural(done, 'grading')} as declared")


def _summed(arriving: Iterable[VerifyResult]) -> list[Proof]:
    """One proof a solution, in the order in which they first appear."""
    runs: dict[tuple[str, str], list[VerifyResult]] = {}
    for result in arriving:
        runs.setdefault((result.exercise, result.solution), []).append(result)
    return [_proof(results) for results in runs.values()]


def _proof(results: list[VerifyResult]) -> Proof:
    first = results[0]
    problems: dict[str, int] = {}
    replay = None
    for result in results:
        if result.ok:
            continue
        problems[result.problem] = problems.get(result.problem, 0) + 1
        if replay is None and result.report is not None:
            file = f"solutions/{first.exercise}/{first.solution}.py"
            if first.kind == "reference":
                file = f"solutions/{first.exercise}/{first.exercise}.py"
            place = "" if first.kind == "stub" else f" --file {file}"
            replay = f"grader check {first.exercise}{place} --seed {result.report.seed}"
    return Proof(
        exercise=first.exercise,
        solution=first.solution,
        kind=first.kind,
        runs=len(results),
        ok=not problems,
        problems=problems,
        replay=replay,
    )


def _print(proofs: list[Proof], strays: list[str], wishes: list[str], repeat: int) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from grader.commands.console import make_console
    from grader.text import harmless, plural

    console = make_console()
    for problem in strays:
        console.print(Text.assemble(("✗ ", "red"), harmless(problem)))
    for proof in proofs:
        mark = ("✓ ", "green") if proof.ok else ("✗ ", "red")
        console.print(Text.assemble(mark, (f"{proof.exercise} ", "bold"), proof.solution))
        for problem, count in proof.problems.items():
            times = f" ({count} of {plural(repeat, 'run')})" if repeat > 1 else ""
            console.print(Padding(Text(harmless(problem) + times), (0, 0, 0, 4)))
        if proof.replay:
            console.print(Padding(Text(f"again: {proof.replay}", "dim"), (0, 0, 0, 4)))
    good = sum(proof.ok for proof in proofs)
    each = f", {plural(repeat, 'run')} each" if repeat > 1 else ""
    if wishes:
        console.print()
    for wish in wishes:
        console.print(Text.assemble(("! ", "yellow"), harmless(wish)))
    also = f" {plural(len(strays), 'thing')} to mend besides: see the top." if strays else ""
    console.print(f"\n{good} of {plural(len(proofs), 'file')} as declared{each}.{also}")


def _write_json(where: str, found: dict[str, object], proofs: list[Proof]) -> None:
    import msgspec

    from grader.commands.console import write_output

    content = {"schema": SCHEMA, **found, "solutions": proofs}
    data = msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"
    if where == "-":
        print(data.decode(), end="")
    else:
        write_output(Path(where), data)
