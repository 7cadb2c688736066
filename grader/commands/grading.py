"""What `grade` and `regrade` share: run a plan before the user's eyes, and sum up.

The exit code is 0 when all is graded, 3 when something is inconclusive or was left, 2 when an
exercise turned out to be broken, 130 after an interrupt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.errors import GradingError, UsageError
from grader.model import IsolationLevel, Verdict
from grader.text import harmless, one_line, plural

if TYPE_CHECKING:
    from grader.batch.plan import Plan
    from grader.batch.results import Results
    from grader.batch.run import Summary, Terms, Workforce
    from grader.classbook import ClassBook
    from grader.course import Course
    from grader.edition import Edition

SCHEMA = "concurrency-grader/run/v1"
EXIT_BROKEN = 2
EXIT_UNDECIDED = 3
EXIT_INTERRUPTED = 130


class Executor(StrEnum):
    """Where gradings run."""

    LOCAL = "local"
    DASK = "dask"


class Editions(StrEnum):
    """Which reports are written."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"
    BOTH = "both"

    def all(self) -> tuple[Edition, ...]:
        """As the reports name them; the one that an instructor's links lead to is the last."""
        if self is Editions.BOTH:
            return ("student", "instructor")
        return ("student",) if self is Editions.STUDENT else ("instructor",)


class Force(msgspec.Struct, frozen=True):
    """Who does the work, and how."""

    executor: Executor
    jobs: int | None
    scheduler: str | None
    isolation: IsolationLevel | None
    allow_weak: bool


def terms_of(force: Force) -> Terms:
    """Check what was asked for, before anything is done.

    Raises:
        UsageError: the options contradict each other, or submissions can't be isolated well
            enough here.
    """
    from grader.batch.digests import grader_digest
    from grader.batch.run import Terms
    from grader.batch.work import fitness

    if force.executor is Executor.DASK:
        if force.scheduler is None:
            raise UsageError(
                "--executor dask", "it needs a scheduler", "Add --scheduler tcp://host:8786."
            )
        if force.jobs is not None:
            raise UsageError(
                "--jobs",
                "on a cluster, its workers say how much they do at once",
                "Leave it out: `dask worker --nthreads N` sets it.",
            )
    elif force.scheduler is not None:
        raise UsageError("--scheduler", "it needs a cluster", "Add --executor dask.")
    else:
        fault = fitness(grader_digest(), force.isolation, force.allow_weak)
        if fault is not None:
            raise UsageError("this machine", fault.cause, fault.remedy)
    return Terms(grader=grader_digest(), isolation=force.isolation, allow_weak=force.allow_weak)


def workforce_of(force: Force, terms: Terms, course: Course, plan: Plan) -> Workforce:
    """Start the workers.

    Raises:
        UsageError: the cluster can't be used.
    """
    if force.executor is Executor.DASK:
        from grader.batch.cluster import Cluster

        assert force.scheduler is not None
        return Cluster(force.scheduler, terms.grader, terms.isolation, terms.allow_weak)
    from grader.batch.local import LocalProcesses
    from grader.batch.work import patience

    slugs = {task.key.exercise for task in plan.tasks}
    longest = max(patience(course.exercises[slug]) for slug in slugs)
    jobs = min(force.jobs or os.cpu_count() or 1, len(plan.tasks))
    return LocalProcesses(jobs, longest)


def run_plan(
    plan: Plan, course: Course, results: Results, force: Force, terms: Terms, *, quiet: bool
) -> Summary:
    """Grade what the plan says, and show how far it is on standard error.

    Raises:
        KeyboardInterrupt: interrupted a second time.
    """
    from grader.batch.interrupts import Interrupts
    from grader.batch.run import Batch, Summary
    from grader.commands.watching import Watching

    if not plan.tasks:
        return Summary()
    workforce = workforce_of(force, terms, course, plan)
    with Watching(len(plan.tasks), quiet=quiet) as watching:
        batch = Batch(course, results, terms, watching.done)
        interrupts = Interrupts(watching.stopping)
        with interrupts.watched():
            return batch.run(plan.tasks, workforce, interrupts)


def finish(
    summary: Summary,
    plan: Plan,
    course: Course,
    results: Results,
    json: str | None,
    again: str,
    problems: Sequence[str] = (),
) -> int:
    """Write what sums up the class, say what there is, and return the exit code.

    Args:
        summary: what became of the plan.
        plan: what was to be done.
        course: the exercises.
        results: where it went.
        json: as the option says.
        again: the command that goes on where this one stopped.
        problems: sentences that the user should read.
    """
    classbook = results.book.class_book(course)
    results.write_summary(classbook)
    undecided = _undecided(classbook, plan.cells)
    code = 0
    if undecided or summary.changed or summary.left:
        code = EXIT_UNDECIDED
    if summary.broken:
        code = EXIT_BROKEN
    if summary.interrupted:
        code = EXIT_INTERRUPTED
    if json != "-":
        _print(summary, plan, classbook, undecided, problems, again, results)
    if json is not None:
        _write_json(json, summary, plan, classbook, undecided, problems, code)
    return code


def _undecided(classbook: ClassBook, cells: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cells of this run that a person has to look at."""
    by_cell = classbook.by_cell()
    return [
        cell
        for cell in cells
        if (grade := by_cell.get(cell)) is not None and grade.report.verdict is Verdict.INCONCLUSIVE
    ]


def _print(
    summary: Summary,
    plan: Plan,
    classbook: ClassBook,
    undecided: list[tuple[str, str]],
    problems: Sequence[str],
    again: str,
    results: Results,
) -> None:
    from grader.batch.results import CLASS
    from grader.commands.classtable import class_table
    from grader.commands.console import show, shown_path

    if classbook.grades:
        show(class_table(classbook, {slug for _, slug in plan.cells}))
        print()
    known = len(plan.settled)
    if not plan.tasks:
        print(f"Nothing to do: {plural(known, 'grading')} known already, none has changed.")
    else:
        print(
            f"{plural(summary.graded, 'submission')} graded"
            + (f", {known} known already" if known else "")
            + (f", {summary.retried} tried twice" if summary.retried else "")
            + "."
        )
    for slug, error in summary.broken.items():
        print(harmless(f"{slug} can't be graded: {error.subject}: {error.cause}. {error.remedy}"))
    for fault in summary.faults:
        print(harmless(f"The grader itself failed, please report it: {fault}"))
    for name in summary.changed:
        print(f"{one_line(name)} was changed meanwhile, and is not graded.")
    for problem in problems:
        print(harmless(problem))
    if undecided:
        names = [one_line(f"{student}: {slug}", 60) for student, slug in undecided]
        more = f" and {len(names) - 8} more" if len(names) > 8 else ""
        print(f"For you to look at, since no verdict was certain: {', '.join(names[:8])}{more}.")
    if summary.left:
        print(f"{plural(summary.left, 'submission')} left. To go on, run {again}.")
    print(f"Results  {shown_path(results.folder / CLASS)}")


def _write_json(
    where: str,
    summary: Summary,
    plan: Plan,
    classbook: ClassBook,
    undecided: list[tuple[str, str]],
    problems: Sequence[str],
    code: int,
) -> None:
    from grader.commands.console import write_output

    cells = set(plan.cells)
    content = {
        "schema": SCHEMA,
        "exit": code,
        "graded": summary.graded,
        "known": len(plan.settled),
        "retried": summary.retried,
        "left": summary.left,
        "interrupted": summary.interrupted,
        "changed": summary.changed,
        "faults": summary.faults,
        "broken": {slug: str(error) for slug, error in summary.broken.items()},
        "problems": list(problems),
        "inconclusive": [{"student": s, "exercise": e} for s, e in undecided],
        "grades": [
            {
                "student": grade.student,
                "exercise": grade.report.exercise,
                "score": grade.score,
                "max_score": grade.report.max_score,
                "verdict": grade.report.verdict,
            }
            for grade in classbook.grades
            if (grade.student, grade.report.exercise) in cells
        ],
    }
    data = msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"
    if where == "-":
        sys.stdout.write(data.decode())
    else:
        write_output(Path(where), data)


def say(text: str, *, quiet: bool = False) -> None:
    """A sentence for the user, beside what is asked for."""
    if not quiet:
        print(harmless(text), file=sys.stderr)


def told(error: GradingError) -> str:
    """An error as one sentence among others."""
    return f"{error.subject}: {error.cause}. {error.remedy}"
