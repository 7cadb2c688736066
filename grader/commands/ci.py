"""``grader ci``: grade a repository where it was pushed to, and say it in the system's own way."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.grade import IsolationOption, JobsOption, WeakOption
from grader.commands.options import LanguageOption, language
from grader.errors import UsageError
from grader.kit.ci.formats import Format
from grader.model import GradeReport, Verdict

if TYPE_CHECKING:
    from grader.course import Exercise
    from grader.kit.ci.logs import Log
    from grader.kit.ci.opening import Opened
    from grader.kit.ci.page import Notes
    from grader.kit.ci.run import Graded
    from grader.model import IsolationLevel
    from grader.wording import Words


def ci(
    exercises: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EX ...]", help="Exercises; those that were changed by default."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="OUT", help="Folder for reports and results.")
    ] = Path("reports"),
    everything: Annotated[
        bool, typer.Option("--all", help="Also the exercises that are the stub still.")
    ] = False,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="github|gitlab|plain",
            help="Whose log this is; detected by default.",
        ),
    ] = None,
    classroom50: Annotated[
        bool,
        typer.Option("--classroom50", help="Write result.json for Classroom 50; implies --all."),
    ] = False,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file", metavar="FILE", help="Of the course key, instead of GRADER_COURSE_KEY."
        ),
    ] = None,
    jobs: JobsOption = None,
    isolation: IsolationOption = None,
    allow_weak: WeakOption = False,
    lang: LanguageOption = None,
) -> int:
    """Grade the exercises of this repository, as CI does on a push.

    Exits with 0 for full marks in all of them, 1 when not, 3 when something is not decided. With
    --classroom50: 0 when everything is decided.
    """
    # What cancels a job does it as Ctrl-C does: everything is tidied up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from grader.course import find_root
    from grader.kit.ci.logs import log_for
    from grader.kit.ci.opening import opened
    from grader.kit.ci.output import Folder
    from grader.wording import words_of

    log = log_for(format)
    words = words_of(language(lang))
    root = find_root()
    run = Run(log, words, Folder(out), root)
    with opened(root, key_file) as repository:
        wanted = everything or classroom50
        chosen, untouched = _chosen(repository, exercises or [], everything=wanted)
        graded = run.grade(repository, chosen, jobs, isolation, allow_weak)
        run.sum_up(repository, graded, untouched)
        if classroom50:
            return run.classroom50(graded)
        return exit_code([one.report for one in graded])


def exit_code(reports: Sequence[GradeReport]) -> int:
    """3 when something is not decided, 0 for full marks in all there is, else 1."""
    verdicts = {report.verdict for report in reports}
    if Verdict.INCONCLUSIVE in verdicts:
        return 3
    return 0 if verdicts == {Verdict.PASSED} else 1


class Run:
    """One run of the command.

    Args:
        log: where to speak.
        words: of the student's language.
        folder: for the files.
        root: of the repository.
    """

    def __init__(self, log: Log, words: Words, folder: object, root: Path) -> None:
        from grader.kit.ci.output import Folder

        assert isinstance(folder, Folder)
        self.log, self.words, self.folder, self.root = log, words, folder, root

    def grade(
        self,
        repository: Opened,
        chosen: Sequence[Exercise],
        jobs: int | None,
        isolation: IsolationLevel | None,
        allow_weak: bool,
    ) -> list[Graded]:
        """Grade, and write each result as soon as it is known."""
        import msgspec

        from grader.kit.ci.output import write_one
        from grader.kit.ci.run import Graded, grade_all, nothing_run, read_from, weakness
        from grader.kit.ci.tampering import flagged

        done: dict[str, Graded] = {}

        def take(one: Graded) -> None:
            report = flagged(one.report, repository.changes, sealed=repository.sealed)
            one = msgspec.structs.replace(one, report=report)
            done[one.exercise.slug] = one
            write_one(self.folder, one, self.words.language)
            self._tell(one)

        why = weakness(allow_weak, isolation)
        if why:
            self.log.say(why)
            for exercise in chosen:
                take(Graded(exercise, nothing_run(exercise, why)))
        else:
            read = read_from(repository.root)
            grade_all(repository.course, chosen, read, jobs=jobs, isolation=isolation, on_done=take)
        return [done[exercise.slug] for exercise in chosen]

    def sum_up(
        self, repository: Opened, graded: Sequence[Graded], untouched: Sequence[str]
    ) -> None:
        """Write what concerns all exercises, and end the log with it."""
        from grader.commands.console import shown_path
        from grader.kit.ci.output import results, write_all
        from grader.kit.ci.page import overview_lines, total

        reports = [one.report for one in graded]
        notes = _notes(repository, graded, untouched, self.words)
        files = {report.exercise: self._place(report.exercise) for report in reports}
        content = results(graded, repository.changes, untouched, exit_code(reports))
        page = write_all(self.folder, graded, files, content, notes, self.words.language)
        self._github(repository, reports, notes, page)
        for line in overview_lines(reports, self.words):
            self.log.say(line)
        for line in (*notes.warnings, *notes.remarks):
            self.log.say(line)
        self.log.say(total(reports, self.words))
        self.log.say(self.words("ci.reports", place=shown_path(self.folder.path)))

    def classroom50(self, graded: Sequence[Graded]) -> int:
        """Write ``result.json`` and ``release-body.md`` where Classroom 50 looks for them."""
        from datetime import UTC, datetime

        from grader.exporters import classroom50
        from grader.kit.ci.combined import combined
        from grader.kit.ci.output import write_here

        now = datetime.now(UTC)
        told = os.environ.get("GRADER_SUBMITTED_AT")
        try:
            at = datetime.fromisoformat(told) if told else now
        except ValueError:
            raise UsageError(
                "environment variable GRADER_SUBMITTED_AT",
                f"{told!r} is no time of ISO 8601",
                "Write it as git does: git show -s --format=%cI",
            ) from None
        run = classroom50.Run.from_environment(
            os.environ, at if at.tzinfo else at.replace(tzinfo=UTC), now
        )
        report = combined(self.words("ci.title"), [one.report for one in graded])
        data = classroom50.result(report, run, self.words.language)
        if data is None:
            return 3
        write_here(Path("result.json"), data)
        write_here(Path("release-body.md"), (self.folder.path / "summary.md").read_bytes())
        return 0

    def _tell(self, graded: Graded) -> None:
        """What a student should read about one exercise."""
        import msgspec

        from grader.commands.console import make_console, rendered, shown_path
        from grader.commands.result import result
        from grader.kit.ci.page import overview_lines

        title = overview_lines([graded.report], self.words)[0]
        if graded.report.verdict is Verdict.PASSED:
            self.log.say(title)
            return
        slug = graded.exercise.slug
        language = self.words.language
        report = msgspec.structs.replace(graded.report, title=graded.exercise.title(language))
        shown = result(
            report,
            self.words("ci.local", slug=slug),
            shown_path(self.folder.path / f"{slug}.html"),
            self.words,
        )
        self.log.section(slug, title, rendered(make_console(), shown).rstrip("\n"))

    def _github(
        self, repository: Opened, reports: Sequence[GradeReport], notes: Notes, page: str
    ) -> None:
        """Annotations, the step's summary and its outputs."""
        from grader.exporters.github import annotation, within_limits, workflow_commands
        from grader.kit.ci.tampering import sentence
        from grader.text import number

        changes = [
            annotation("warning", "changed", sentence(change), change.path)
            for change in repository.changes
        ]
        remarks = [annotation("notice", self.words("ci.title"), text) for text in notes.remarks]
        findings = [workflow_commands(r, self._place(r.exercise)) for r in reports]
        self.log.commands(within_limits([changes, remarks, *findings]))
        if target := os.environ.get("GITHUB_STEP_SUMMARY"):
            with open(target, "a", encoding="utf-8") as file:
                file.write(page)
        if target := os.environ.get("GITHUB_OUTPUT"):
            score = number(sum(report.score for report in reports))
            maximum = number(sum(report.max_score for report in reports))
            with open(target, "a", encoding="utf-8") as file:
                file.write(f"score={score}\nmax-score={maximum}\n")

    def _place(self, slug: str) -> str:
        """The student's file, relative to the repository."""
        base = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
        path = self.root / "exercises" / slug / f"{slug}.py"
        return os.path.relpath(path, base or self.root)


def _chosen(
    repository: Opened, named: Sequence[str], *, everything: bool
) -> tuple[list[Exercise], list[str]]:
    """What is to be graded, and the slugs of what is the stub still.

    Raises:
        UsageError: there is no exercise of a name.
    """
    course = repository.course
    if named:
        return [course.exercise(slug) for slug in dict.fromkeys(named)], []
    if everything:
        return list(course.exercises.values()), []
    untouched = [
        slug for slug, exercise in course.exercises.items() if _is_stub(repository, exercise)
    ]
    return [e for slug, e in course.exercises.items() if slug not in untouched], untouched


def _is_stub(repository: Opened, exercise: Exercise) -> bool:
    """Whether the student's file is the one that was delivered; no where that is not known."""
    from grader.commands.reset import delivered_in_history
    from grader.kit.ci.opening import released_stub

    root, slug = repository.root, exercise.slug
    try:
        present = (root / "exercises" / slug / f"{slug}.py").read_bytes()
    except OSError:
        return False
    stub = released_stub(root, exercise)
    if stub is None:
        stub = delivered_in_history(root, slug)
    return stub == present


def _notes(
    repository: Opened, graded: Sequence[Graded], untouched: Sequence[str], words: Words
) -> Notes:
    from grader.kit.ci.page import Notes
    from grader.kit.ci.tampering import sentence

    remarks = []
    if repository.hidden == "sealed" and not repository.sealed:
        fork = os.environ.get("GITHUB_EVENT_NAME") == "pull_request"
        remarks.append(words("ci.from_fork") if fork else words("ci.visible_only"))
    elif repository.hidden == "none":
        remarks.append(words("ci.no_hidden"))
    if not graded:
        remarks.append(words("ci.nothing"))
    elif untouched:
        remarks.append(words("ci.untouched", names=", ".join(untouched)))
    warnings = [sentence(change) for change in repository.changes]
    if warnings:
        warnings.insert(0, words("ci.changed"))
    return Notes(tuple(warnings), tuple(remarks))
