"""One submission of one exercise, from its bytes to a :class:`~grader.model.GradeReport`.

Theory of operation. The submission and a copy of the checks go into a private folder; a judge (a
process of its own) runs pytest over the checks; what it decided is read from its JSON report, or,
when it did not live to write one, from the lines it sent before. What nobody decided is
inconclusive: a missing report is never a pass. The folder is removed and every process is gone
when :func:`grade` returns, also by an exception or Ctrl-C.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import platform
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

import grader
from grader.checks.session import KEEPER, Event, Fault, Line, SessionSpec, Totals
from grader.course import Course, Exercise
from grader.errors import CourseError, GraderError, GradingError, SubmissionError, UsageError
from grader.grading import scoring
from grader.grading.process import Judge, JudgeProcess, attend
from grader.grading.records import read_report, result_without_run, undecided
from grader.intake import Submission
from grader.model import (
    SCHEMA,
    CheckResult,
    Engine,
    Flag,
    GradeReport,
    IsolationLevel,
    Usage,
    Verdict,
)
from grader.replay import Replay
from grader.sandbox import probe
from grader.scratch import scratch

Judging = Callable[["State", SessionSpec, Path], None]
"""Runs a judge for a session, in a private folder, and leaves what it decided in the state."""

_LOG = logging.getLogger("grader.grading")
_INI = "[pytest]\n"


def grade(
    course: Course,
    exercise: Exercise,
    submission: Submission | SubmissionError,
    *,
    seed: int | None = None,
    student: str | None = None,
    isolation: IsolationLevel | None = None,
    on_event: Callable[[Event], None] | None = None,
    only_visible: bool = False,
    keeper: str = KEEPER,
    replay: Replay | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> GradeReport:
    """Grade one submission.

    Args:
        course: where the exercise comes from.
        exercise: what was to be solved.
        submission: the file, or why there is none that can be graded.
        seed: of the random inputs; drawn, and recorded, when None.
        student: who handed it in, for the report.
        isolation: a weaker rung of the sandbox to use; the best one when None.
        on_event: told of each check that begins and ends, in the calling thread.
        only_visible: run and count the visible checks only.
        replay: decide this one check only, by running its exploration under this one schedule;
            its seed is the one that counts.
        keeper: ``module:class`` that runs jobs, as ``grader.sandbox.Keeper`` does.
        meanwhile: called once while the judge starts, which takes longer than most checks.

    Raises:
        CourseError: the exercise is not well formed.
        GraderError: the grader could not begin. (What fails later is inconclusive instead.)
    """
    return grade_by(
        functools.partial(judge_alone, meanwhile=meanwhile),
        exercise,
        submission,
        seed=seed,
        student=student,
        isolation=isolation,
        on_event=on_event,
        only_visible=only_visible,
        keeper=keeper,
        replay=replay,
    )


def grade_by(
    judge: Judging,
    exercise: Exercise,
    submission: Submission | SubmissionError,
    *,
    seed: int | None = None,
    student: str | None = None,
    isolation: IsolationLevel | None = None,
    on_event: Callable[[Event], None] | None = None,
    only_visible: bool = False,
    keeper: str = KEEPER,
    replay: Replay | None = None,
) -> GradeReport:
    """As :func:`grade`, with whatever runs the judge."""
    began = time.monotonic()
    if replay is not None:
        seed = replay.seed
    seed = secrets.randbits(32) if seed is None else seed
    asked = [
        name for name, spec in exercise.spec.checks.items() if spec.visible or not only_visible
    ]
    if replay is not None:
        asked = [_known(replay, exercise)]
    if isinstance(submission, SubmissionError):
        state = _refused(exercise, asked, submission, isolation)
    else:
        state = State(exercise, asked, on_event or _ignore)
        with private_folder() as folder:
            spec = _prepare(exercise, submission, folder, seed)
            spec = msgspec.structs.replace(
                spec, isolation=isolation, only_visible=only_visible, keeper=keeper
            )
            if replay is not None:
                others = dict.fromkeys(exercise.spec.checks, Verdict.PASSED)
                spec = msgspec.structs.replace(
                    spec, replay=replay, only=(replay.check,), decided=others
                )
            judge(state, spec, folder)
    checks = state.checks()
    score, max_score = scoring.totals(checks)
    return GradeReport(
        schema=SCHEMA,
        exercise=exercise.slug,
        title=exercise.spec.title,
        student=student,
        score=score,
        max_score=max_score,
        verdict=scoring.overall(checks, state.flags),
        isolation=state.isolation or isolation or probe().level,
        seed=seed,
        flags=tuple(state.flags),
        checks=checks,
        problem=state.problem,
        misconceptions=() if replay else scoring.misconceptions(exercise.spec, checks),
        usage=Usage(
            wall=round(time.monotonic() - began, 4),
            cpu=round(sum(total.cpu for total in state.totals.values()), 4),
            peak_memory=max((total.peak_memory for total in state.totals.values()), default=0),
            sandboxes=sum(total.sandboxes for total in state.totals.values()),
        ),
        engine=Engine(
            **_engine(),
            exercise_digest=exercise.digest(),
            submission_digest="" if isinstance(submission, SubmissionError) else submission.digest,
        ),
    )


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A new folder that is removed with all it holds.

    Others may pass through it, since the sandbox's user must reach the submission in it, but not
    list it.
    """
    with scratch() as folder:
        folder.chmod(0o711)
        yield folder


class State:
    """What is known so far of one grading."""

    def __init__(
        self, exercise: Exercise, asked: list[str], on_event: Callable[[Event], None]
    ) -> None:
        self.exercise = exercise
        self.asked = asked
        self.results: dict[str, CheckResult] = {}
        self.totals: dict[Path, Totals] = {}
        """The latest of each judge, by its folder."""
        self.fault: Fault | None = None
        self.problem: str | None = None
        self.isolation: IsolationLevel | None = None
        self.flags: list[Flag] = []
        self._on_event = on_event
        self._announced: set[str] = set()

    def hear(self, judge: Judge, line: Line) -> None:
        """Take one line of a judge."""
        if line.event is not None:
            if line.event.result is not None:
                self.results[line.event.check] = line.event.result
            elif line.event.check in self._announced:
                return
            self._announced.add(line.event.check)
            self._on_event(line.event)
        if line.totals is not None:
            self.totals[judge.folder] = line.totals
        if line.fault is not None:
            self.fault = self.fault or line.fault

    def conclude(self, judge: Judge) -> bool:
        """Take what a judge that has ended left behind; its report is above its lines.

        Returns:
            Whether it lived to write its report, or to say why nothing can be judged.
        """
        report = read_report(judge.report)
        if (report is None and self.fault is None) or judge.killed:
            _LOG.warning("a judge ended without a report:\n%s", judge.log_tail())
        if report is not None:
            self.results |= report.results
            self.totals[judge.folder] = report.tail.totals
            self.fault = self.fault or report.tail.fault
        totals = self.totals.get(judge.folder, Totals())
        self.problem = self.problem or totals.problem
        self.isolation = self.isolation or totals.isolation
        known = {(flag.kind, flag.line) for flag in self.flags}
        self.flags += [flag for flag in totals.flags if (flag.kind, flag.line) not in known]
        return report is not None or self.fault is not None

    def require_no_fault(self) -> None:
        """Raise what a judge said against the exercise, or against this machine.

        Raises:
            CourseError: the exercise is not well formed.
            GraderError: no sandbox can be had here.
        """
        if self.fault is not None:
            raise error_of(self.fault, self.exercise)

    def checks(self) -> tuple[CheckResult, ...]:
        """A result for each check that was asked for, in the author's order."""
        return tuple(
            self.results.get(name)
            or undecided(
                name,
                self.exercise.spec.checks[name],
                "The grader was ended before this check was decided. It costs you no point.",
            )
            for name in self.asked
        )


def _refused(
    exercise: Exercise,
    asked: list[str],
    error: SubmissionError,
    isolation: IsolationLevel | None,
) -> State:
    """A submission that can't be read: nothing is run."""
    state = State(exercise, asked, _ignore)
    # The name only: a report never holds a path of this machine.
    name = error.subject.replace("\\", "/").rsplit("/", 1)[-1]
    state.problem = f"{name}: {error.cause}. {error.remedy}"
    state.isolation = isolation
    for check in asked:
        state.results[check] = result_without_run(
            check, exercise.spec.checks[check], Verdict.IMPORT_ERROR, state.problem
        )
    return state


def _prepare(exercise: Exercise, submission: Submission, folder: Path, seed: int) -> SessionSpec:
    """Put everything that the judges need into ``folder``."""
    inside = folder / "submission"
    inside.mkdir()
    inside.chmod(0o755)
    submission.place(inside)
    tests = folder / "checks"
    tests.mkdir(mode=0o700)
    try:
        scenarios = exercise.scenarios.read_text("utf-8")
        (tests / exercise.tests.name).write_bytes(exercise.tests.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            f"{exercise.slug}: checks", f"they can't be read ({error})", "Mend the files."
        ) from None
    (tests / "pytest.ini").write_text(_INI)
    checks = exercise.spec.checks
    return SessionSpec(
        slug=exercise.slug,
        tests=str(tests / exercise.tests.name),
        scenarios=scenarios,
        submission=str(inside),
        checks=checks,
        limits={name: exercise.time_limit(name) for name in checks},
        seed=seed,
        report="",
    )


def judge_alone(
    state: State,
    spec: SessionSpec,
    folder: Path,
    *,
    meanwhile: Callable[[], object] | None = None,
) -> None:
    """Run a judge of its own for ``spec``; what was decided is in ``state``.

    Args:
        state: of the grading.
        spec: what to judge.
        folder: a private folder.
        meanwhile: called once while the judge starts.

    Raises:
        CourseError: the exercise is not well formed.
        GraderError: no sandbox can be had here.
    """
    judge = JudgeProcess(spec, Path(tempfile.mkdtemp(prefix="judge-", dir=folder)))
    try:
        _engine()  # slow at first, and it is wanted in the end
        if meanwhile is not None:
            meanwhile()
        attend([judge], state.hear)
        state.conclude(judge)
    finally:
        judge.close()
    state.require_no_fault()


def error_of(fault: Fault, exercise: Exercise) -> GradingError:
    """What a judge said, as an error."""
    if fault.ours:
        return GraderError(fault.subject, fault.cause, fault.remedy)
    return CourseError(f"{exercise.slug}: {fault.subject}", fault.cause, fault.remedy)


def _known(replay: Replay, exercise: Exercise) -> str:
    if replay.check not in exercise.spec.checks:
        raise UsageError(
            "the witness",
            f"{exercise.slug} has no check {replay.check!r}",
            "Is it a witness of another exercise?",
        )
    return replay.check


@functools.cache
def _engine() -> dict[str, str]:
    """What grades here."""
    return {
        "grader": grader.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
    }


def _ignore(event: Event) -> None:
    """Nobody wants to know."""
