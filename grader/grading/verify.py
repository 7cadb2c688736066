"""Prove an exercise: stubs fail, right solutions pass, wrong ones fail exactly as declared.

"Exactly" is closed under ``depends``: a declared check that fails takes those along that build on
it, which are then not run. Repeated, and under load, the same must come out every time: a check
that is right only on an idle machine is a mistake in the check.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from grader.checks.session import KEEPER
from grader.course import Course, Exercise
from grader.errors import GradingError, SubmissionError
from grader.grading.host import Host
from grader.grading.scoring import failing, with_dependents
from grader.intake import read_submission
from grader.model import GradeReport, IsolationLevel, Record, Verdict

Kind = Literal["stub", "reference", "right", "wrong"]

_BURNER = """
import os
parent = os.getppid()
while os.getppid() == parent:
    sum(range(200_000))
"""


class VerifyResult(Record, frozen=True):
    """One grading of one solution, against what was declared for it."""

    exercise: str
    solution: str
    """``stub``, ``reference``, ``right/<name>`` or ``wrong/<id>``."""
    kind: Kind
    run: int
    """From 1 to the number of repetitions."""
    ok: bool
    problem: str = ""
    """What is not as declared; empty when ok."""
    expected_failing: tuple[str, ...] | None = None
    """Ids of the checks that must not pass; None for a stub: any."""
    report: GradeReport | None = None
    """None when it could not be graded."""


class _Task(Record, frozen=True):
    exercise: Exercise
    solution: str
    kind: Kind
    path: Path
    expected: tuple[str, ...] | None
    run: int


def verify(
    course: Course,
    exercises: Iterable[Exercise],
    repeat: int = 1,
    under_load: bool = False,
    jobs: int = 1,
    on_result: Callable[[VerifyResult], None] | None = None,
    *,
    isolation: IsolationLevel | None = None,
    keeper: str = KEEPER,
) -> Iterator[VerifyResult]:
    """Grade every stub and solution of ``exercises``, and compare with what was declared.

    Args:
        course: with its ``solutions/``.
        exercises: which ones.
        repeat: how often each is graded; each time with another seed.
        under_load: keep every core busy with other work meanwhile.
        jobs: gradings at the same time.
        on_result: called with each result, in the calling thread, before it is yielded.
        isolation: a weaker rung of the sandbox to use.
        keeper: as for :func:`~grader.grading.pipeline.grade`.

    Yields:
        Results in the order of exercises, repetitions and solutions.

    Raises:
        CourseError: a solution is missing, or one has no declaration.
    """
    chosen = list(exercises)
    tasks = [
        task
        for exercise in chosen
        for run in range(1, repeat + 1)
        for task in _tasks(course, exercise, run)
    ]
    with busy_machine() if under_load else contextlib.nullcontext():
        slots = threading.Semaphore(max(jobs, 1))
        hosts = {
            exercise.slug: Host(course, exercise, isolation=isolation, slots=slots, keeper=keeper)
            for exercise in chosen
        }
        # One more than there are slots: its sandbox warms while the others are judged.
        pool = ThreadPoolExecutor(max(jobs, 1) + 1, thread_name_prefix="verify")
        waiting: list[Future[VerifyResult]] = []
        try:
            waiting = [pool.submit(_attempt, hosts[task.exercise.slug], task) for task in tasks]
            for number, future in enumerate(waiting):
                result = future.result()
                if (
                    number + 1 == len(tasks)
                    or tasks[number + 1].exercise is not tasks[number].exercise
                ):
                    hosts[result.exercise].close()
                if on_result is not None:
                    on_result(result)
                yield result
        finally:
            for future in waiting:
                future.cancel()
            pool.shutdown()
            for host in hosts.values():
                host.close()


def judge_solution(
    exercise: Exercise, kind: Kind, expected: Iterable[str] | None, report: GradeReport
) -> str:
    """What is not as declared about ``report``; empty when all is.

    Args:
        exercise: what was graded.
        kind: what was handed in.
        expected: ids of the checks that must not pass, closed under ``depends``.
        report: its grading.
    """
    doubtful = [check for check in report.checks if check.verdict is Verdict.INCONCLUSIVE]
    if doubtful:
        first = doubtful[0]
        detail = f" ({first.observed})" if first.observed else ""
        return f"{first.id} is inconclusive: {first.feedback}{detail}"
    missed = failing(report.checks)
    if kind == "stub":
        if not missed:
            return "the stub passes every check"
        if report.verdict is Verdict.IMPORT_ERROR:
            return f"the stub can't be loaded: {report.problem}"
        visible = {check.id for check in report.checks if check.visible}
        if visible and not visible & missed:
            return (
                "the stub passes every visible check: where only these are run, it has full marks"
            )
        return ""
    if kind != "wrong" and not missed and report.verdict is not Verdict.PASSED:
        flags = "; ".join(flag.message for flag in report.flags)
        return f"it passes every check and is {report.verdict} all the same: {flags}"
    wanted = frozenset(expected or ())
    parts = []
    if unexpected := [c for c in report.checks if c.id in missed - wanted]:
        first = unexpected[0]
        names = ", ".join(check.id for check in unexpected)
        parts.append(f"fails {names}, which it should pass ({first.verdict}: {first.feedback})")
    if absent := [c.id for c in report.checks if c.id in wanted - missed]:
        parts.append(f"passes {', '.join(absent)}, which it should fail")
    return "; ".join(parts)


@contextlib.contextmanager
def busy_machine(processes: int | None = None) -> Iterator[None]:
    """Keep every core busy with processes that end with this one."""
    burners = [
        subprocess.Popen([sys.executable, "-I", "-S", "-c", _BURNER], stdin=subprocess.DEVNULL)
        for _ in range(processes or os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
        for burner in burners:
            burner.wait()


def _tasks(course: Course, exercise: Exercise, run: int) -> Iterator[_Task]:
    solutions = course.solutions(exercise)
    checks = exercise.spec.checks

    def task(solution: str, kind: Kind, path: Path, expected: tuple[str, ...] | None) -> _Task:
        return _Task(
            exercise=exercise, solution=solution, kind=kind, path=path, expected=expected, run=run
        )

    yield task("stub", "stub", exercise.stub, None)
    yield task("reference", "reference", solutions.reference, ())
    for path in solutions.alternatives:
        yield task(f"right/{path.stem}", "right", path, ())
    for name, path in solutions.wrong.items():
        closed = with_dependents(exercise.spec.misconceptions[name].fails, checks)
        yield task(
            f"wrong/{name}", "wrong", path, tuple(check for check in checks if check in closed)
        )


def _attempt(host: Host, task: _Task) -> VerifyResult:
    report: GradeReport | None = None
    try:
        submission = read_submission(task.path, task.exercise.slug)
        report = host.grade(submission)
        problem = judge_solution(task.exercise, task.kind, task.expected, report)
    except (SubmissionError, GradingError) as error:
        problem = str(error)
    return VerifyResult(
        exercise=task.exercise.slug,
        solution=task.solution,
        kind=task.kind,
        run=task.run,
        ok=not problem,
        problem=problem,
        expected_failing=task.expected,
        report=report,
    )
