"""``grader regrade``: grade again what the gradebook holds, whatever is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.grade import (
    EditionOption,
    ExecutorOption,
    IsolationOption,
    JobsOption,
    JsonOption,
    SchedulerOption,
    WeakOption,
)
from grader.commands.grading import Editions, Executor, Force
from grader.commands.options import ClassLanguageOption, class_language
from grader.errors import UsageError
from grader.model import Verdict

if TYPE_CHECKING:
    from grader.course import Course
    from grader.gradebook import Cell, Gradebook


def regrade(
    out: Annotated[
        Path, typer.Option("--out", metavar="OUT", help="Where `grader grade` put the results.")
    ] = Path("results"),
    student: Annotated[
        list[str] | None,
        typer.Option("--student", metavar="STUDENT", help="Only theirs; may be repeated."),
    ] = None,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", metavar="EX", help="Only this one; may be repeated."),
    ] = None,
    verdict: Annotated[
        list[Verdict] | None,
        typer.Option("--verdict", metavar="VERDICT", help="Only those; may be repeated."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole class.")] = False,
    jobs: JobsOption = None,
    executor: ExecutorOption = Executor.LOCAL,
    scheduler: SchedulerOption = None,
    gradebook: Annotated[
        Path | None,
        typer.Option("--gradebook", metavar="FILE", help="Instead of OUT/gradebook.sqlite."),
    ] = None,
    edition: EditionOption = Editions.STUDENT,
    json: JsonOption = None,
    isolation: IsolationOption = None,
    allow_weak: WeakOption = False,
    lang: ClassLanguageOption = None,
) -> int:
    """Grade again what the gradebook holds. Overrides, comments and the history stay.

    Without a choice it goes on with what an earlier one left.
    """
    from grader.batch.plan import plan_again
    from grader.batch.results import BOOK, Results, alone
    from grader.commands.grading import finish, run_plan, say, terms_of
    from grader.course import load_course
    from grader.gradebook import Gradebook
    from grader.text import one_line, plural

    course = load_course()
    force = Force(executor, jobs, scheduler, isolation, allow_weak)
    terms = terms_of(force)
    where = gradebook or out / BOOK
    with Gradebook.open(where) as book, alone(where):
        language = class_language(lang, book.policy(), book)
        book.remember(language=language)
        results = Results(out, book, edition.all(), course, language)
        chosen = _chosen(book, course, student, exercise, verdict, everything)
        plan, absent = plan_again(chosen, course, book)
        book.want(plan.cells)
        say(f"{plural(len(plan.tasks), 'submission')} to grade again", quiet=json == "-")
        summary = run_plan(plan, course, results, force, terms, quiet=json == "-")
        if not summary.interrupted:
            results.refresh()
        problems = [
            one_line(f"{key}: {slug}", 80) + ": the book holds no file that can be graded. "
            "Have it handed in again, and use `grader grade`."
            for key, slug in absent
        ]
        again = f"`grader regrade --out {out}`"
        return finish(summary, plan, course, results, json, again, problems)


def _chosen(
    book: Gradebook,
    course: Course,
    students: list[str] | None,
    exercises: list[str] | None,
    verdicts: list[Verdict] | None,
    everything: bool,
) -> dict[tuple[str, str], Cell]:
    """The cells that all of the given options name.

    Raises:
        UsageError: a name means nobody or nothing, or there is nothing to be done.
    """
    keys = {book.student(name).key for name in students or ()}
    slugs = {course.exercise(slug).slug for slug in exercises or ()}
    cells = book.cells()
    if not (keys or slugs or verdicts or everything):
        left = {cell: state for cell, state in cells.items() if state.wanted}
        if left:
            return left
        raise UsageError(
            "nothing", "say what to grade again", "Use --student, --exercise, --verdict or --all."
        )
    found = {
        cell: state
        for cell, state in cells.items()
        if (not keys or cell[0] in keys)
        and (not slugs or cell[1] in slugs)
        and (not verdicts or state.verdict in verdicts)
    }
    if not found:
        raise UsageError("the book", "nothing in it is like that", "`grader show` says what is.")
    return found
