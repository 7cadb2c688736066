"""Grade every mutant, and say which ones live.

A mutant is *killed* by the first check that fails it; the rest of its grading is then broken off,
since one witness is enough and a mutant that hangs in ten checks would cost ten time limits. One
that passes every check has *survived*, unless the exercise says why it is equivalent
(:mod:`grader.mutation.explained`). One whose grading is inconclusive is not killed either, and is
reported for itself.

Each mutant has a seed of its own, taken from its key, so that a second run draws the same inputs.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from grader.checks.session import Event
from grader.course import Course, Exercise
from grader.errors import CourseError, GraderError, SubmissionError
from grader.grading import Host
from grader.intake import read_submission
from grader.model import CheckResult, Record, Verdict
from grader.mutation.explained import load_explanations, unmatched
from grader.mutation.mutant import Mutant, Operator, mutants_of
from grader.mutation.operators import OPERATORS

Status = Literal["killed", "survived", "explained", "inconclusive"]
Death = tuple[str, Verdict]
"""The check that failed, and how."""
Judge = Callable[[Course, Exercise, Mutant], Death | None]
"""Grades a mutant; None when it passes every check. A death by ``inconclusive`` is none."""

_HARMLESS = {Verdict.PASSED, Verdict.NOT_RUN, Verdict.INCONCLUSIVE}


class Fate(Record, frozen=True):
    """What became of one mutant."""

    mutant: Mutant
    status: Status
    check: str | None = None
    """The check that killed it, or that was inconclusive."""
    verdict: Verdict | None = None
    """Of that check."""
    reason: str = ""
    """Why it is equivalent, as recorded."""


class Hunt(Record, frozen=True):
    """What became of all mutants of one exercise."""

    exercise: str
    fates: tuple[Fate, ...]
    """In the order of the reference's lines."""
    stale: tuple[str, ...]
    """Recorded reasons that are wrong, each as a sentence."""

    def count(self, status: Status) -> int:
        """How many mutants ended so."""
        return sum(fate.status == status for fate in self.fates)

    @property
    def ok(self) -> bool:
        """Whether every mutant is killed or explained, and no explanation is stale."""
        return not self.stale and all(fate.status in {"killed", "explained"} for fate in self.fates)


def hunt(
    course: Course,
    exercises: Iterable[Exercise],
    jobs: int = 1,
    only: Iterable[str] = (),
    on_fate: Callable[[Fate], None] | None = None,
    *,
    judge: Judge | None = None,
    operators: Iterable[Operator] = OPERATORS,
) -> Iterator[Hunt]:
    """Derive and grade the mutants of ``exercises``.

    Args:
        course: with its ``solutions/``.
        exercises: which ones.
        jobs: gradings at the same time.
        only: ids or keys of the mutants to grade; all when empty.
        on_fate: told of each mutant in the order of the results, in the calling thread.
        judge: grades a mutant; a host of the exercise by default.
        operators: the mistakes to make.

    Yields:
        One result an exercise, in their order.

    Raises:
        CourseError: a reference or a ``mutants.toml`` is missing or not well formed.
        GraderError: the grader could not begin.
    """
    wanted, operators = set(only), tuple(operators)
    # One thread more than there are judges: its sandbox warms while the others are judged.
    pool = ThreadPoolExecutor(max(jobs, 1) + 1, thread_name_prefix="mutants")
    try:
        for exercise in exercises:
            reasons = load_explanations(course, exercise).equivalent
            mutants = derive(course, exercise, operators)
            stale = [
                f"{key}: no mutant has this key. Remove the entry."
                for key in unmatched(
                    load_explanations(course, exercise), [mutant.key for mutant in mutants]
                )
            ]
            chosen = [m for m in mutants if not wanted or {m.key, m.id} & wanted]
            fates = []
            with Host(course, exercise, jobs=jobs) as host:
                deaths = [
                    pool.submit(judge, course, exercise, mutant)
                    if judge is not None
                    else pool.submit(by_host, host, mutant)
                    for mutant in chosen
                ]
                for mutant, death in zip(chosen, deaths, strict=True):
                    entry = reasons.get(mutant.key)
                    fate = _fate(mutant, death.result(), entry.reason if entry else "")
                    if entry and fate.status == "killed":
                        stale.append(
                            f"{mutant.key}: {fate.check} kills this mutant, so it is not "
                            "equivalent. Remove the entry."
                        )
                    fates.append(fate)
                    if on_fate is not None:
                        on_fate(fate)
            yield Hunt(exercise=exercise.slug, fates=tuple(fates), stale=tuple(stale))
    finally:
        pool.shutdown(cancel_futures=True)


def derive(
    course: Course, exercise: Exercise, operators: Iterable[Operator] = OPERATORS
) -> tuple[Mutant, ...]:
    """The mutants of an exercise's reference.

    Raises:
        CourseError: the reference is missing, or is not Python.
    """
    path = course.solutions(exercise).reference
    try:
        return mutants_of(path.read_text("utf-8"), operators)
    except (SyntaxError, ValueError) as error:
        raise CourseError(str(path), f"it is not Python ({error})", "Mend the file.") from None


def by_host(host: Host, mutant: Mutant) -> Death | None:
    """Grade ``mutant`` as a submission, until a check fails it."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        path = Path(folder) / f"{host.exercise.slug}.py"
        path.write_text(mutant.source, "utf-8")
        try:
            report = host.grade(
                read_submission(path, host.exercise.slug),
                seed=zlib.crc32(mutant.key.encode()),
                on_event=_stop_when_killed,
            )
        except _KilledError as killed:
            return killed.result.id, killed.result.verdict
        except SubmissionError as error:
            raise GraderError(mutant.id, error.cause, "Report this mutant.") from None
    for results in (
        [check for check in report.checks if check.verdict not in _HARMLESS],
        [check for check in report.checks if check.verdict is Verdict.INCONCLUSIVE],
    ):
        if results:
            return results[0].id, results[0].verdict
    return None


class _KilledError(Exception):
    """Ends a grading that has said enough; never leaves this module."""

    def __init__(self, result: CheckResult) -> None:
        super().__init__(result.id)
        self.result = result


def _stop_when_killed(event: Event) -> None:
    if event.result is not None and event.result.verdict not in _HARMLESS:
        raise _KilledError(event.result)


def _fate(mutant: Mutant, death: Death | None, reason: str) -> Fate:
    check, verdict = death or (None, None)
    if verdict is not None and verdict is not Verdict.INCONCLUSIVE:
        return Fate(mutant=mutant, status="killed", check=check, verdict=verdict)
    status: Status = "inconclusive" if verdict else "survived"
    if reason:
        status = "explained"
    return Fate(mutant=mutant, status=status, check=check, verdict=verdict, reason=reason)
