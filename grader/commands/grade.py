"""``grader grade``: grade a class.

``--json`` writes ``{"schema", "exit", "graded", "known", "retried", "left", "interrupted",
"changed", "faults", "broken": {exercise: why}, "problems", "inconclusive": [{"student",
"exercise"}], "grades": [{"student", "exercise", "score", "max_score", "verdict"}]}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.grading import Editions, Executor, Force
from grader.commands.options import ClassLanguageOption, class_language
from grader.model import IsolationLevel

if TYPE_CHECKING:
    from grader.course import Course
    from grader.gradebook import Gradebook, Policy
    from grader.intake import Intake, Layout

JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, help="Gradings at once; one a core by default."),
]
ExecutorOption = Annotated[
    Executor,
    typer.Option("--executor", metavar="local|dask", help="Processes here, or a dask cluster."),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDR", help="Of dask, as tcp://host:8786."),
]
EditionOption = Annotated[
    Editions,
    typer.Option("--edition", metavar="student|instructor|both", help="Whose reports to write."),
]
IsolationOption = Annotated[
    IsolationLevel | None,
    typer.Option(
        "--isolation",
        metavar="LEVEL",
        help="full, landlock, limited or basic; the strongest there is by default.",
    ),
]
WeakOption = Annotated[
    bool,
    typer.Option(
        "--allow-weak-isolation", help="Grade below landlock too: a risk for your machine."
    ),
]
JsonOption = Annotated[
    str | None,
    typer.Option("--json", metavar="PATH|-", help="Write a summary as JSON; - prints only it."),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="Due dates; grader.toml beside exercises/ by default."
    ),
]


def grade(
    submissions: Annotated[
        Path, typer.Argument(metavar="DIR", help="Submissions: a folder, or a zip of one.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="OUT", help="Folder for reports and the gradebook.")
    ] = Path("results"),
    exercises: Annotated[
        list[str] | None,
        typer.Option("--exercise", metavar="EX", help="Only this one; may be repeated."),
    ] = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = Executor.LOCAL,
    scheduler: SchedulerOption = None,
    gradebook: Annotated[
        Path | None,
        typer.Option("--gradebook", metavar="FILE", help="Instead of OUT/gradebook.sqlite."),
    ] = None,
    edition: EditionOption = Editions.STUDENT,
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            metavar="LAYOUT",
            help="students, exercises, moodle, canvas, gradescope or classroom; recognised by "
            "default.",
        ),
    ] = None,
    config: ConfigOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say who handed in what.")
    ] = False,
    json: JsonOption = None,
    isolation: IsolationOption = None,
    allow_weak: WeakOption = False,
    lang: ClassLanguageOption = None,
) -> int:
    """Grade a class: all that is new or has changed since the last time."""
    from grader.batch.plan import plan_class, take_into
    from grader.batch.results import BOOK, Results, alone
    from grader.commands.console import show
    from grader.commands.grading import finish, run_plan, say, terms_of
    from grader.commands.intake_view import intake_view
    from grader.course import load_course
    from grader.gradebook import Gradebook
    from grader.intake import take_in

    course = load_course()
    chosen = [course.exercise(slug).slug for slug in dict.fromkeys(exercises or ())]
    policy, policy_text = _policy(course, config)
    intake = take_in(submissions, course, layout=_layout(layout), exercises=chosen or None)
    if dry_run:
        show(intake_view(intake, everything=True))
        return 0
    quiet = json == "-"
    force = Force(executor, jobs, scheduler, isolation, allow_weak)
    terms = terms_of(force)
    say(f"Layout  {intake.layout}: {intake.why}", quiet=quiet)
    where = gradebook or out / BOOK
    with alone(where), Gradebook.open(where, create=True) as book:
        language = class_language(lang, policy, book)
        results = Results(out, book, edition.all(), course, language)
        for note in book.notes:
            say(note)
        attempts = take_into(book, intake)
        book.remember(policy=policy_text, language=language)
        plan = plan_class(intake, attempts, course, book)
        book.settle(plan.settled)
        _say_plan(len(plan.tasks), len(plan.settled), plan.again, quiet=quiet)
        summary = run_plan(plan, course, results, force, terms, quiet=quiet)
        if not summary.interrupted:
            results.refresh()
            _compare(course, book, intake.exercises, quiet=quiet)
        problems = _problems(intake, policy, book)
        return finish(summary, plan, course, results, json, "the same command again", problems)


def _layout(name: str | None) -> Layout | None:
    """The layout of that name.

    Raises:
        UsageError: there is none.
    """
    from grader.errors import UsageError
    from grader.intake import Layout

    try:
        return None if name is None else Layout(name)
    except ValueError:
        raise UsageError(
            f"--layout {name}", "there is no such layout", f"There are: {', '.join(Layout)}."
        ) from None


def _policy(course: Course, config: Path | None) -> tuple[Policy, str]:
    from grader.gradebook import FILE, Policy, read_policy

    path = config or course.root / FILE
    if config is None and not path.exists():
        return Policy(), ""
    return read_policy(path, course.exercises)


def _compare(course: Course, book: Gradebook, exercises: Iterable[str], *, quiet: bool) -> None:
    """Look for similar submissions where any has changed, if the extra is installed."""
    import importlib.util
    from functools import partial

    from grader.batch.comparing import compare
    from grader.commands.grading import say
    from grader.text import plural

    if importlib.util.find_spec("copydetect") is None:
        return
    for slug in exercises:
        found = compare(course, slug, book, partial(say, f"comparing {slug}", quiet=quiet))
        if found:
            pairs = plural(found, "pair")
            say(f"{slug}: {pairs} of submissions more alike than chance makes them", quiet=quiet)


def _say_plan(todo: int, known: int, again: int, *, quiet: bool) -> None:
    from grader.commands.grading import say
    from grader.text import plural

    parts = [f"{plural(todo, 'submission')} to grade"]
    if again:
        parts.append(f"{again} of them not decided last time")
    if known:
        parts.append(f"{known} known already")
    say(", ".join(parts), quiet=quiet)


def _problems(intake: Intake, policy: Policy, book: Gradebook) -> list[str]:
    """What a person should look at, besides what is not decided."""
    from grader.text import plural

    found = [f"{p.subject}: {p.cause}. {p.remedy}" for p in intake.problems]
    if intake.extra:
        extra = plural(len(intake.extra), "file")
        found.append(f"{extra} not graded, of nobody or of no exercise: --dry-run lists them.")
    for name in policy.never_seen(book.students()):
        found.append(
            f"extension for {name!r}: this names no student, or several. "
            "Mend it, unless they just have not handed in anything yet."
        )
    undated = policy.undated((entry.exercise, entry.submitted_at) for entry in intake.entries)
    for slug, count in undated.items():
        found.append(
            f"{slug}: {plural(count, 'submission')} with no known time, taken to be in time."
        )
    return found
