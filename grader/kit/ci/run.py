"""Grade the exercises of one repository, as many at once as there are processors.

Whatever goes wrong with one exercise stays with it: its report is inconclusive and says why, and
the others are graded.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

import msgspec

from grader import __version__
from grader.batch.digests import seed_of
from grader.checks.session import KEEPER
from grader.course import Course, Exercise
from grader.errors import GradingError, SubmissionError
from grader.grading import Host
from grader.grading.records import undecided
from grader.intake import Submission, read_submission
from grader.model import SCHEMA, Engine, GradeReport, IsolationLevel, Usage, Verdict
from grader.sandbox.probe import choose_level
from grader.translation import Translator
from grader.wording import Language

WEAKEST_RUNG = 2
"""Of the ladder of isolation, for code that is not one's own."""

Read = Callable[[Exercise], Submission]
"""Finds what was handed in for an exercise; raises :class:`SubmissionError` where it can't."""


class Graded(msgspec.Struct, frozen=True):
    """One exercise of a repository, graded."""

    exercise: Exercise
    report: GradeReport
    source: str = ""
    """Text of the student's file; empty when it could not be read."""

    def shown(self, lang: Language) -> GradeReport:
        """The report as it is shown to those who read ``lang``."""
        return Translator({self.exercise.slug: self.exercise}, lang).report(self.report)


def read_stub(exercise: Exercise) -> Submission:
    """What lies where the student works.

    Raises:
        SubmissionError: it can't be graded.
    """
    return read_submission(exercise.stub, exercise.slug)


def weakness(allow_weak: bool, isolation: IsolationLevel | None = None) -> str:
    """Why students' code must not be run here; empty when it may.

    Args:
        allow_weak: whether levels below ``landlock`` will do.
        isolation: the level that was asked for; the strongest when None.

    Raises:
        GraderError: the level that was asked for can't be had.
        UsageError: there is no such level.
    """
    level = choose_level(isolation)
    if level.rung <= WEAKEST_RUNG or allow_weak:
        return ""
    return (
        f"This machine can isolate submissions no better than {level.value!r}, so nothing was run. "
        "`grader doctor` says what is missing; --allow-weak-isolation takes the risk."
    )


def nothing_run(exercise: Exercise, why: str) -> GradeReport:
    """The report of an exercise that was not graded: inconclusive, for ``why``."""
    return GradeReport(
        schema=SCHEMA,
        exercise=exercise.slug,
        title=exercise.spec.title,
        student=None,
        score=0.0,
        max_score=0.0,
        verdict=Verdict.INCONCLUSIVE,
        isolation=choose_level(),
        seed=0,
        flags=(),
        checks=tuple(undecided(name, spec, why) for name, spec in exercise.spec.checks.items()),
        problem=why,
        usage=Usage(),
        engine=Engine(grader=__version__, python="", platform=""),
    )


def grade_all(
    course: Course,
    exercises: Iterable[Exercise],
    read: Read,
    *,
    jobs: int | None = None,
    isolation: IsolationLevel | None = None,
    student: str | None = None,
    on_done: Callable[[Graded], None] | None = None,
    keeper: str = KEEPER,
) -> list[Graded]:
    """Grade exercises.

    Args:
        course: where they come from.
        exercises: which ones.
        read: finds what was handed in.
        jobs: gradings at once; one a processor when None.
        isolation: a weaker level to use; the strongest when None.
        student: who handed it in, for the reports.
        on_done: told of each when it is done, in the calling thread.
        keeper: as for :func:`grader.grading.grade`.

    Returns:
        What became of each, in the given order. An interrupt ends the gradings in hand.
    """
    chosen = list(exercises)
    workers = max(jobs or os.cpu_count() or 1, 1)
    slots = threading.Semaphore(workers)
    hosts = {
        exercise.slug: Host(course, exercise, isolation=isolation, slots=slots, keeper=keeper)
        for exercise in chosen
    }
    # One thread more than there are slots: its judge starts while the others are judging.
    pool = ThreadPoolExecutor(workers + 1, thread_name_prefix="ci")
    waiting: list[Future[Graded]] = []
    done: dict[str, Graded] = {}
    try:
        waiting = [pool.submit(_one, hosts[e.slug], e, read, student) for e in chosen]
        for future in as_completed(waiting):
            graded = future.result()
            done[graded.exercise.slug] = graded
            if on_done is not None:
                on_done(graded)
    finally:
        for future in waiting:
            future.cancel()
        for host in hosts.values():
            host.close()
        pool.shutdown()
    return [done[exercise.slug] for exercise in chosen]


def _one(host: Host, exercise: Exercise, read: Read, student: str | None) -> Graded:
    """Grade one exercise; never raises but for an interrupt."""
    submission: Submission | SubmissionError
    text = ""
    try:
        try:
            submission = read(exercise)
            text = submission.text
            drawn = submission.digest
        except SubmissionError as error:
            submission, drawn = error, "refused"
        # The same file gets the same seed: pushed again, it is graded on the same inputs.
        seed = seed_of(drawn, exercise.digest(), 1)
        report = host.grade(submission, seed=seed, student=student)
    except GradingError as error:
        report = nothing_run(exercise, str(error))
    except Exception as error:
        traceback.print_exception(error)
        report = nothing_run(
            exercise,
            f"The grader itself failed ({type(error).__name__}). Its log says more: "
            "please report it.",
        )
    finally:
        host.close()
    return Graded(exercise, report, text)
