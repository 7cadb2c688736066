"""``grader check``: grade one file, and say what to do next."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from grader.commands.coursekey import (
    KeyFileOption,
    WeakKeyOption,
    course_key,
    require_isolation,
)
from grader.commands.options import ExerciseArgument, LanguageOption, chosen, words
from grader.errors import SubmissionError, UsageError
from grader.model import IsolationLevel, Verdict

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.edition import Edition
    from grader.intake import Submission
    from grader.kit import CourseKey
    from grader.model import GradeReport
    from grader.replay import Replay
    from grader.wording import Words


class Format(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def check(
    exercise: ExerciseArgument = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="PATH", help="File to grade, instead of the stub's place."),
    ] = None,
    json: Annotated[
        str | None,
        typer.Option(
            "--json", metavar="PATH|-", help="Write the result as JSON; - prints only it."
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="PATH", help="Where to write the HTML report."),
    ] = None,
    edition: Annotated[
        Literal["student", "instructor"],
        typer.Option(
            "--edition",
            metavar="student|instructor",
            help="Whose HTML report; the instructor's shows the checks.",
        ),
    ] = "student",
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", min=0, help="Draw the same inputs as that run."),
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", metavar="text|json|github", help="How to print.")
    ] = Format.TEXT,
    isolation: Annotated[
        IsolationLevel | None,
        typer.Option(
            "--isolation",
            metavar="LEVEL",
            help="full, landlock, limited or basic; the strongest there is by default.",
        ),
    ] = None,
    replay: Annotated[
        str | None,
        typer.Option(
            "--replay",
            metavar="WITNESS",
            help="Run one schedule again: a report's replay line, or its JSON file.",
        ),
    ] = None,
    key_file: KeyFileOption = None,
    allow_weak: WeakKeyOption = False,
    lang: LanguageOption = None,
) -> int:
    """Grade one file of an exercise."""
    from grader.course import find_root
    from grader.kit.opening import course_in

    slug = chosen(exercise, "check")
    key = course_key(key_file)
    if key is not None:
        require_isolation(isolation, allow_weak=allow_weak)
    with course_in(find_root(), key) as course:
        return _check(
            course,
            slug,
            file,
            json,
            html,
            edition,
            seed,
            format,
            isolation,
            replay,
            key,
            words(lang),
        )


def _check(
    course: Course,
    slug: str,
    file: Path | None,
    json: str | None,
    html: Path | None,
    edition: Edition,
    seed: int | None,
    format: Format,
    isolation: IsolationLevel | None,
    replay: str | None,
    key: CourseKey | None,
    w: Words,
) -> int:
    """Grade one file with the checks of ``course``."""
    from grader.commands.console import write_output
    from grader.intake import read_submission

    found = course.exercise(slug)
    path = found.stub if file is None else file
    if json == "-":
        format = Format.JSON
    witness = None if replay is None else _witness(replay, slug)
    if html is None and format is Format.TEXT and witness is None:
        html = course.root / "reports" / f"{slug}.html"
    submission: Submission | SubmissionError
    try:
        submission = read_submission(path, slug)
    except SubmissionError as error:
        submission = error
    quiet = format is not Format.TEXT
    report = _grade(
        course,
        found,
        submission,
        seed,
        isolation,
        witness,
        w,
        quiet=quiet,
        with_html=html is not None,
    )
    report = with_kit(report, course, key)
    if file is None and witness is None:
        from grader.commands.progress import Progress

        Progress(course.root).remember(report)
    # The JSON is the same in every language.
    shown = translated(report, found, w)
    _print(report, shown, course, path, html, format, w)
    if html is not None:
        from grader.reports import student_report
        from grader.reports.judging import judging_of

        source = "" if isinstance(submission, SubmissionError) else submission.text
        judging = None
        if edition == "instructor":
            judging = judging_of(found, report.engine.exercise_digest)
        page = student_report(shown, source, edition=edition, lang=w.language, judging=judging)
        write_output(html, page.encode())
    if json not in (None, "-"):
        from grader.model import to_json

        write_output(Path(str(json)), to_json(report))
    return exit_code(report)


def translated(report: GradeReport, exercise: Exercise, words: Words) -> GradeReport:
    """What is shown of a grading."""
    if words.language == "en":
        return report
    from grader.translation import Translator

    return Translator({exercise.slug: exercise}, words.language).report(report)


def with_kit(report: GradeReport, course: Course, key: CourseKey | None = None) -> GradeReport:
    """What a kit has to say about it; nothing where there is none."""
    from grader.kit.layout import MANIFEST, is_kit

    if not is_kit(course.root) and not (course.root / MANIFEST).is_file():
        return report
    from grader.kit import reported

    return reported(report, course.root, key)


def exit_code(report: GradeReport) -> int:
    """0 for full marks, 3 when something could not be decided, 1 otherwise."""
    return {Verdict.PASSED: 0, Verdict.INCONCLUSIVE: 3}.get(report.verdict, 1)


def grade_quietly(
    course: Course, exercise: Exercise, submission: Submission, words: Words
) -> GradeReport:
    """Grade, for the verdict only: the terminal shows no more than which check runs."""
    report = _grade(
        course, exercise, submission, None, None, None, words, quiet=False, with_html=False
    )
    return with_kit(report, course)


def _grade(
    course: Course,
    exercise: Exercise,
    submission: Submission | SubmissionError,
    seed: int | None,
    isolation: IsolationLevel | None,
    replay: Replay | None,
    words: Words,
    *,
    quiet: bool,
    with_html: bool,
) -> GradeReport:
    """Grade, and say on the terminal which check runs."""
    from grader.commands.live import Live
    from grader.grading import grade

    total = 1 if replay else len(exercise.spec.checks)
    with Live(total, words, titles=titles(exercise, words), quiet=quiet) as live:
        return grade(
            course,
            exercise,
            submission,
            seed=seed,
            isolation=isolation,
            on_event=live.show,
            replay=replay,
            meanwhile=functools.partial(
                _warm_output,
                "" if isinstance(submission, SubmissionError) else submission.text,
                quiet=quiet,
                with_html=with_html,
            ),
        )


def titles(exercise: Exercise, words: Words) -> Callable[[str], str]:
    """Titles of checks as the reader knows them."""
    if words.language == "en":
        return str
    from grader.translation import phrasebook_of

    return phrasebook_of(exercise, words.language).exact


def _warm_output(source: str, *, quiet: bool, with_html: bool) -> None:
    """Get ready what shows the result: it takes as long as the judge takes to start."""
    if not quiet:
        import grader.commands.result  # noqa: F401  (kept for the function that uses it later)
    if with_html:
        from grader.reports import warm

        warm(source)


def _witness(text: str, slug: str) -> Replay:
    """The schedule to replay: the text itself, or that of the first failed check in a report.

    Raises:
        UsageError: it is neither.
    """
    import msgspec

    from grader.model import from_json
    from grader.replay import read_replay

    path = Path(text)
    if not path.is_file():
        return read_replay(text)
    try:
        report = from_json(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(
            text, f"it is not the JSON of a grading ({error})", "Make one with --json."
        ) from None
    if report.exercise != slug:
        raise UsageError(text, f"it is a grading of {report.exercise}", f"Check {report.exercise}.")
    for check in report.checks:
        if check.witness and isinstance(check.witness.get("replay"), str):
            return read_replay(check.witness["replay"])
    raise UsageError(text, "no check in it failed under a schedule", "There is nothing to replay.")


def _print(
    report: GradeReport,
    shown: GradeReport,
    course: Course,
    path: Path,
    html: Path | None,
    format: Format,
    words: Words,
) -> None:
    if format is Format.JSON:
        from grader.model import to_json

        sys.stdout.write(to_json(report).decode())
        return
    from grader.commands.console import make_console, rendered, show, shown_path
    from grader.commands.result import next_step, result

    place = shown_path(path)
    following = next_step(report, course, place, words)
    printed = result(shown, following, shown_path(html) if html else None, words)
    if format is Format.TEXT:
        show(printed)
        return
    from grader.exporters.github import quoted, summary, workflow_commands

    print(quoted(rendered(make_console(), printed).rstrip("\n")))
    base = os.environ.get("GITHUB_WORKSPACE")
    in_repository = os.path.relpath(path, base) if base else place
    for line in workflow_commands(shown, in_repository, words.language):
        print(line)
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        with open(target, "a", encoding="utf-8") as file:
            file.write(summary(shown, words.language))
