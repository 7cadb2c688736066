"""``grader ci``: grade a repository where it was pushed to, and say it in the system's own way."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.coursekey import KeyFileOption, course_key
from grader.commands.grade import IsolationOption, JobsOption, WeakOption
from grader.commands.options import LanguageOption, language
from grader.errors import UsageError
from grader.kit.ci.formats import Format
from grader.model import Verdict

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.kit import Change
    from grader.kit.ci.logs import Log
    from grader.kit.ci.output import Folder
    from grader.kit.ci.page import Notes
    from grader.kit.ci.run import Graded
    from grader.model import GradeReport, IsolationLevel
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
    key_file: KeyFileOption = None,
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
    from grader.kit import course_in, inspect
    from grader.kit.ci.logs import log_for
    from grader.kit.ci.output import Folder
    from grader.wording import words_of

    log = log_for(format)
    key = course_key(key_file)
    root = find_root()
    with course_in(root, key) as course:
        changes = inspect(root, key)
        words = words_of(language(lang))
        run = Run(log, words, Folder(out), course, changes, sealed=key is not None)
        wanted = everything or classroom50
        chosen, untouched = _chosen(course, exercises or [], everything=wanted)
        graded = run.grade(chosen, jobs, isolation, allow_weak=allow_weak)
        run.sum_up(graded, untouched)
        return run.classroom50(graded) if classroom50 else exit_code([g.report for g in graded])


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
        course: what grades; its root is the student's repository.
        changes: files of the course that are not as they were released.
        sealed: whether ``course`` came out of the seal, with the hidden checks.
    """

    def __init__(
        self,
        log: Log,
        words: Words,
        folder: Folder,
        course: Course,
        changes: Sequence[Change],
        *,
        sealed: bool,
    ) -> None:
        self.log, self.words, self.folder = log, words, folder
        self.course, self.changes, self.sealed = course, changes, sealed

    def grade(
        self,
        chosen: Sequence[Exercise],
        jobs: int | None,
        isolation: IsolationLevel | None,
        *,
        allow_weak: bool,
    ) -> list[Graded]:
        """Grade, and write each result as soon as it is known."""
        import msgspec

        from grader.kit import told
        from grader.kit.ci.output import write_one
        from grader.kit.ci.run import Graded, grade_all, nothing_run, read_stub, weakness

        done: dict[str, Graded] = {}

        def take(one: Graded) -> None:
            report = told(one.report, self.course.root, self.changes, sealed=self.sealed)
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
            grade_all(self.course, chosen, read_stub, jobs=jobs, isolation=isolation, on_done=take)
        return [done[exercise.slug] for exercise in chosen]

    def sum_up(self, graded: Sequence[Graded], untouched: Sequence[str]) -> None:
        """Write what concerns all exercises, and end the log with it."""
        from grader.commands.console import shown_path
        from grader.kit.ci.output import results, write_all
        from grader.kit.ci.page import overview_lines, total

        reports = [one.report for one in graded]
        notes = self._notes(graded, untouched)
        files = {report.exercise: self._place(report.exercise) for report in reports}
        content = results(graded, self.changes, untouched, exit_code(reports))
        page = write_all(self.folder, graded, files, content, notes, self.words.language)
        self._github(graded, notes, page)
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
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        run = classroom50.Run.from_environment(os.environ, at, now)
        report = combined(
            self.words("ci.title"), [one.shown(self.words.language) for one in graded]
        )
        data = classroom50.result(report, run, self.words.language)
        if data is None:
            return 3
        write_here(Path("result.json"), data)
        write_here(Path("release-body.md"), (self.folder.path / "summary.md").read_bytes())
        return 0

    def _tell(self, graded: Graded) -> None:
        """What a student should read about one exercise."""

        from grader.commands.console import make_console, rendered, shown_path
        from grader.commands.result import result
        from grader.kit.ci.page import overview_lines

        title = overview_lines([graded.report], self.words)[0]
        if graded.report.verdict is Verdict.PASSED:
            self.log.say(title)
            return
        slug = graded.exercise.slug
        shown = result(
            graded.shown(self.words.language),
            self.words("ci.local", slug=slug),
            shown_path(self.folder.path / f"{slug}.html"),
            self.words,
        )
        self.log.section(slug, title, rendered(make_console(), shown).rstrip("\n"))

    def _github(self, graded: Sequence[Graded], notes: Notes, page: str) -> None:
        """Annotations, the step's summary and its outputs."""
        from grader.exporters.github import annotation, within_limits, workflow_commands
        from grader.text import number

        title = self.words("ci.title")
        changes = [
            annotation("warning", title, said, change.path)
            for change, said in zip(self.changes, self._said(), strict=True)
        ]
        remarks = [annotation("notice", title, text) for text in notes.remarks]
        language = self.words.language
        reports = [one.shown(language) for one in graded]
        findings = [workflow_commands(r, self._place(r.exercise), language) for r in reports]
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
        return os.path.relpath(self.course.exercises[slug].stub, base or self.course.root)

    def _notes(self, graded: Sequence[Graded], untouched: Sequence[str]) -> Notes:
        from grader.kit import is_kit, read_kit
        from grader.kit.ci.page import Notes

        remarks = []
        root = self.course.root
        if is_kit(root) and not self.sealed:
            if read_kit(root).hidden != "sealed":
                remarks.append(self.words("ci.no_hidden"))
            elif os.environ.get("GITHUB_EVENT_NAME") == "pull_request":
                remarks.append(self.words("ci.from_fork"))
            else:
                remarks.append(self.words("ci.visible_only"))
        if not graded:
            remarks.append(self.words("ci.nothing"))
        elif untouched:
            remarks.append(self.words("ci.untouched", names=", ".join(untouched)))
        warnings = self._said()
        if warnings:
            warnings.insert(0, self.words("ci.changed"))
        return Notes(tuple(warnings), tuple(remarks))

    def _said(self) -> list[str]:
        """The changes in words, one line each."""
        from grader.kit.flags import flag_of
        from grader.text import one_line

        return [
            one_line(self.words.flag(flag_of(change, "", self.sealed)), 400)
            for change in self.changes
        ]


def _chosen(
    course: Course, named: Sequence[str], *, everything: bool
) -> tuple[list[Exercise], list[str]]:
    """What is to be graded, and the slugs of what is the stub still.

    Raises:
        UsageError: there is no exercise of a name.
    """
    if named:
        return [course.exercise(slug) for slug in dict.fromkeys(named)], []
    if everything:
        return list(course.exercises.values()), []
    untouched = [slug for slug, exercise in course.exercises.items() if _is_stub(course, exercise)]
    return [e for slug, e in course.exercises.items() if slug not in untouched], untouched


def _is_stub(course: Course, exercise: Exercise) -> bool:
    """Whether the student's file is the one that was delivered; no where that is not known."""
    from grader.commands.reset import delivered_in_history
    from grader.kit import stub_of

    try:
        present = exercise.stub.read_bytes()
    except OSError:
        return False
    stub = stub_of(course.root, exercise.slug)
    if stub is None:
        stub = delivered_in_history(course.root, exercise.slug)
    return bool(stub == present)
