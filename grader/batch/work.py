"""What a worker does: grade one job after another.

A worker keeps an exercise on disk, in a private folder, for as long as it lives, and the grader of
the exercise that it graded last.
"""

from __future__ import annotations

import atexit
import platform
import threading
import traceback
from typing import Literal

import msgspec

from grader import scratch
from grader.batch.digests import grader_digest
from grader.batch.documents import documents
from grader.batch.job import Fault, Job, Outcome, Packed
from grader.course import Course, Exercise, load_exercise
from grader.errors import CourseError, GradingError, SubmissionError, UsageError
from grader.grading import Host
from grader.grading.judge import check_deadline
from grader.intake import Submission
from grader.model import IsolationLevel
from grader.sandbox.probe import choose_level

_SLACK = 120.0
WEAKEST_RUNG = 2
"""Of the ladder of isolation, for other people's code."""


def perform(payload: bytes) -> bytes:
    """Do a job; called in a worker. Whatever happens becomes an outcome.

    Args:
        payload: a :class:`Job`, as MessagePack.

    Returns:
        An :class:`Outcome`, as MessagePack.
    """
    try:
        outcome = _perform(msgspec.msgpack.decode(payload, type=Job))
    except CourseError as error:
        outcome = _fault("course", error)
    except GradingError as error:
        outcome = _fault("grader", error)
    except msgspec.MsgspecError as error:
        fault = Fault(
            kind="unfit",
            subject=f"the worker on {platform.node()}",
            cause=f"it does not understand the job ({error}): its grader has another version",
            remedy="Install the same version on every machine.",
        )
        outcome = Outcome(fault=fault)
    except Exception:
        details = traceback.format_exc(limit=-8)
        fault = Fault(
            kind="grader", subject="a worker", cause=details, remedy="Please report this."
        )
        outcome = Outcome(fault=fault)
    return msgspec.msgpack.encode(outcome)


def patience(exercise: Exercise) -> float:
    """Seconds after which a grading of ``exercise`` has hung, whatever the machine is doing.

    The judge has a deadline of its own, which ends every grading before; this is the net below.
    """
    limits = [exercise.time_limit(check) for check in exercise.spec.checks]
    return sum(map(check_deadline, limits)) + _SLACK


def fitness(grader: str, isolation: IsolationLevel | None, allow_weak: bool) -> Fault | None:
    """Why this machine must not grade a class; None when it may.

    Args:
        grader: digest of the grader that was asked for.
        isolation: the rung that was asked for; the best one when None.
        allow_weak: whether rungs below the second will do.
    """
    machine = f"the worker on {platform.node()}"
    if grader != grader_digest():
        return Fault(
            kind="unfit",
            subject=machine,
            cause="its grader, or its Python, is not the one that was asked to grade",
            remedy="Install the same version of both on every machine, and restart its workers.",
        )
    try:
        level = choose_level(isolation)
    except UsageError as error:
        return Fault(kind="unfit", subject=machine, cause=str(error), remedy=error.remedy)
    if level.rung > WEAKEST_RUNG and not allow_weak:
        return Fault(
            kind="unfit",
            subject=machine,
            cause=f"it can isolate submissions no better than {level.value!r}",
            remedy="`grader doctor` says what is missing; --allow-weak-isolation takes the risk.",
        )
    return None


def _perform(job: Job) -> Outcome:
    fault = fitness(job.grader, job.isolation, job.allow_weak)
    if fault is not None:
        return Outcome(fault=fault)
    submission: Submission | SubmissionError
    if job.file is not None:
        text, slug = job.file.text, job.exercise.slug
        submission = Submission(job.file.data, text, job.file.digest, job.file.name, slug)
    else:
        assert job.refusal is not None
        refusal, text = job.refusal, ""
        submission = SubmissionError(refusal.subject, refusal.cause, refusal.remedy)
    grader = grader_for(job.exercise, job.isolation, job.keeper, fresh=job.fresh)
    report = grader.grade(submission, seed=job.seed, student=job.student)
    pages = documents(report, text, job.editions, grader.exercise, lang=job.lang)
    return Outcome(report=report, documents=pages)


class _Kept(threading.local):
    """The grader that a thread used last: jobs come exercise by exercise."""

    def __init__(self) -> None:
        self.identity = ""
        self.grader: Host | None = None


_KEPT = _Kept()
_UNPACKED: dict[str, Exercise] = {}
_LOCK = threading.Lock()


def grader_for(
    packed: Packed, isolation: IsolationLevel | None, keeper: str, *, fresh: bool
) -> Host:
    """The grader for an exercise: the one this thread used last, or a new one.

    Raises:
        CourseError: the exercise is not well formed.
    """
    identity = packed.identity
    if _KEPT.grader is not None and (fresh or identity != _KEPT.identity):
        _KEPT.grader.close()
        _KEPT.grader = None
    if _KEPT.grader is None:
        exercise = _unpack(packed, identity)
        course = Course(exercise.folder.parents[1], {exercise.slug: exercise})
        _KEPT.grader = Host(course, exercise, isolation=isolation, keeper=keeper)
        _KEPT.identity = identity
    return _KEPT.grader


def _unpack(packed: Packed, identity: str) -> Exercise:
    """Put an exercise into a private folder of this process, once."""
    with _LOCK:
        if identity not in _UNPACKED:
            root = scratch.make("course-")
            atexit.register(scratch.remove, root)
            folder = root / "exercises" / packed.slug
            for name, data in packed.files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            exercise = load_exercise(folder)
            if exercise.digest() != packed.digest:
                raise CourseError(
                    packed.slug, "it was changed while it was read", "Run the same again."
                )
            _UNPACKED[identity] = exercise
        return _UNPACKED[identity]


def _fault(kind: Literal["course", "grader"], error: GradingError) -> Outcome:
    return Outcome(
        fault=Fault(kind=kind, subject=error.subject, cause=error.cause, remedy=error.remedy)
    )
