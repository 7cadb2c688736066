"""Run a plan: hand out gradings, take in what comes back, end cleanly.

Theory of operation. Only a window of jobs is with the executor at any time, a few more than it has
workers; a submission is read when its job is made. What comes back is recorded at once by this
process, the only one that writes, so whatever ends it loses at most what is in the window. A
grading that left something undecided, or whose worker was lost, goes to the end of the queue once,
to be made with nothing that served before; the second time its result is what is recorded. Nobody
waits for it: each worker takes the next job as soon as it is free.

The first interrupt (Ctrl-C or SIGTERM) hands out nothing more and lets the jobs in hand finish; the
second ends them. Either way the next run goes on where this one stopped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import Protocol

import msgspec

from grader.batch.digests import seed_of
from grader.batch.documents import documents
from grader.batch.interrupts import Interrupts
from grader.batch.job import Fault, File, Job, Outcome, Packed, inconclusive, pack
from grader.batch.local import WorkerLostError, WorkerRaisedError
from grader.batch.plan import Task
from grader.batch.results import Results
from grader.batch.work import perform
from grader.checks.session import KEEPER
from grader.course import Course
from grader.errors import CourseError, GraderError, UsageError
from grader.gradebook import Refusal
from grader.model import GradeReport, IsolationLevel, Verdict

_AHEAD = 2
"""Jobs with the executor for each worker: one in hand, one at hand."""
_TICK = 0.2
"""Seconds between looks at the interrupt."""
_HOPELESS = 8
"""Faults of ours in a row after which it makes no sense to go on."""


class Workforce(Protocol):
    """An executor of ``concurrent.futures`` that knows its size."""

    @property
    def capacity(self) -> int:
        """How many calls are worked on at once, now."""

    def submit(self, fn: Callable[[bytes], bytes], /, argument: bytes) -> Future[bytes]:
        """Call ``fn`` in some worker."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers when they have done what they have in hand."""

    def kill(self) -> None:
        """End everything at once."""


class Terms(msgspec.Struct, frozen=True):
    """How gradings are made."""

    grader: str
    """Digest of the grader."""
    isolation: IsolationLevel | None = None
    allow_weak: bool = False
    keeper: str = KEEPER


class Done(msgspec.Struct, frozen=True):
    """One grading was recorded."""

    task: Task
    report: GradeReport


class Summary(msgspec.Struct):
    """What became of a plan."""

    graded: int = 0
    undecided: int = 0
    """Of the graded: with a check that could not be decided."""
    retried: int = 0
    left: int = 0
    """Not graded: interrupted, or their exercise is broken."""
    changed: list[str] = msgspec.field(default_factory=list)
    """Files that were changed between planning and their turn; graded by the next run."""
    broken: dict[str, CourseError] = msgspec.field(default_factory=dict)
    """Exercises that can't be graded, by slug."""
    faults: list[str] = msgspec.field(default_factory=list)
    """What went wrong in the grader itself, twice with one submission; for us, not for students."""
    interrupted: bool = False


class _Item(msgspec.Struct):
    """A task on its way."""

    task: Task
    tries: int = 0
    job: Job | None = None


class Batch:
    """One run over a plan.

    Args:
        course: the exercises.
        results: where everything goes.
        terms: how gradings are made.
        on_done: told of each grading that is recorded.
    """

    def __init__(
        self,
        course: Course,
        results: Results,
        terms: Terms,
        on_done: Callable[[Done], None] = lambda done: None,
    ) -> None:
        self._course = course
        self._results = results
        self._terms = terms
        self._on_done = on_done
        self._packed: dict[str, Packed] = {}
        self._faults = 0
        self._queue: deque[_Item] = deque()
        self.summary = Summary()

    def run(self, tasks: Sequence[Task], workforce: Workforce, interrupts: Interrupts) -> Summary:
        """Grade ``tasks``; the workforce is shut down afterwards, in any case.

        Raises:
            GraderError: nothing works here; what was graded before that is recorded.
            UsageError: a worker must not be used, or nothing can be written any more.
            KeyboardInterrupt: interrupted twice; what was graded before that is recorded.
        """
        self._queue.extend(_Item(task) for task in tasks)
        pending: dict[Future[bytes], _Item] = {}
        try:
            while True:
                if interrupts.asked:
                    self._give_back(pending)
                else:
                    self._hand_out(pending, workforce)
                if not pending:
                    break
                done, _ = wait(pending, timeout=_TICK, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda one: list(pending).index(one)):
                    self._take(pending.pop(future), future, interrupts.asked)
        except BaseException:
            workforce.kill()
            raise
        workforce.shutdown(cancel_futures=True)
        self.summary.left += len(self._queue)
        self.summary.interrupted = interrupts.asked and self.summary.left > 0
        return self.summary

    def _hand_out(self, pending: dict[Future[bytes], _Item], workforce: Workforce) -> None:
        window = max(workforce.capacity, 1) * _AHEAD
        while self._queue and len(pending) < window:
            item = self._queue.popleft()
            if item.job is None and not self._prepare(item):
                continue
            assert item.job is not None
            pending[workforce.submit(perform, msgspec.msgpack.encode(item.job))] = item

    def _give_back(self, pending: dict[Future[bytes], _Item]) -> None:
        """Take from the executor what no worker has begun."""
        for future in [future for future in pending if future.cancel()]:
            self._queue.appendleft(pending.pop(future))

    def _prepare(self, item: _Item) -> bool:
        """Make the job; False when there is nothing to be graded."""
        key = item.task.key
        if key.exercise in self.summary.broken:
            self.summary.left += 1
            return False
        found, digest = item.task.read()
        packed = self._pack(key.exercise)
        if packed is None:
            self.summary.left += 1
            return False
        if (digest, packed.digest) != (key.submission, key.checks):
            self.summary.changed.append(f"{key.student}: {key.exercise}")
            self.summary.left += 1
            return False
        file = refusal = None
        if isinstance(found, Refusal):
            refusal = found
        else:
            file = File(data=found.data, text=found.text, digest=found.digest, name=found.name)
        item.job = Job(
            exercise=packed,
            file=file,
            refusal=refusal,
            student=item.task.shown,
            seed=seed_of(key.submission, key.checks, item.task.round),
            grader=self._terms.grader,
            isolation=self._terms.isolation,
            allow_weak=self._terms.allow_weak,
            editions=self._results.editions,
            lang=self._results.lang,
            keeper=self._terms.keeper,
        )
        return True

    def _pack(self, slug: str) -> Packed | None:
        """The exercise to go; None, and a note, when it can't be read."""
        if slug not in self._packed:
            try:
                self._packed[slug] = pack(self._course.exercises[slug])
            except CourseError as error:
                self.summary.broken[slug] = error
                return None
        return self._packed[slug]

    def _take(self, item: _Item, future: Future[bytes], ending: bool) -> None:
        """Take in what became of a job: record it, try it again, or give up."""
        outcome, hopeless = _outcome(future)
        fault = outcome.fault
        if outcome.report is not None:
            self._faults = 0
            undecided = any(c.verdict is Verdict.INCONCLUSIVE for c in outcome.report.checks)
            if undecided and self._again(item):
                return
            self._record(item, outcome, undecided)
            return
        if fault is None:  # the job was cancelled
            if not ending:
                raise GraderError(
                    "the workers",
                    "they are gone, with what they had in hand",
                    "What was graded is in the book: run the same again to go on.",
                )
            self._queue.appendleft(item)
        elif fault.kind == "unfit":
            raise UsageError(fault.subject, fault.cause, fault.remedy)
        elif fault.kind == "course":
            slug = item.task.key.exercise
            self.summary.left += 1
            self.summary.broken[slug] = CourseError(fault.subject, fault.cause, fault.remedy)
        else:
            self._faults += 1
            if self._faults >= _HOPELESS:
                raise GraderError(fault.subject, fault.cause, fault.remedy)
            if hopeless or not self._again(item):
                self._give_up(item, fault)

    def _again(self, item: _Item) -> bool:
        """Put an item at the end of the queue, to be tried afresh; False the second time."""
        if item.tries > 0 or item.job is None:
            return False
        item.tries += 1
        item.job = msgspec.structs.replace(item.job, fresh=True)
        self.summary.retried += 1
        self._queue.append(item)
        return True

    def _give_up(self, item: _Item, fault: Fault) -> None:
        """Record that a submission could not be graded."""
        job = item.job
        assert job is not None
        key = item.task.key
        self.summary.faults.append(f"{key.student}: {key.exercise}: {fault.subject}: {fault.cause}")
        exercise = self._course.exercises[key.exercise]
        report = inconclusive(exercise, job)
        text = job.file.text if job.file else ""
        results = self._results
        pages = documents(report, text, results.editions, exercise, lang=results.lang)
        self._record(item, Outcome(report=report, documents=pages), True)

    def _record(self, item: _Item, outcome: Outcome, undecided: bool) -> None:
        assert item.job is not None
        assert outcome.report is not None
        source = item.job.file.data if item.job.file else None
        self._results.record(item.task, outcome.report, outcome.documents, source)
        self.summary.graded += 1
        self.summary.undecided += undecided
        self._on_done(Done(item.task, outcome.report))


def _outcome(future: Future[bytes]) -> tuple[Outcome, bool]:
    """What a future holds, and whether trying again makes no sense."""
    try:
        return msgspec.msgpack.decode(future.result(), type=Outcome), False
    except CancelledError:
        return Outcome(), False
    except WorkerLostError as error:
        return _ours(str(error)), error.final
    except WorkerRaisedError as error:
        return _ours(str(error)), False
    except Exception as error:
        return _ours(f"{type(error).__name__}: {error}"), False


def _ours(cause: str) -> Outcome:
    fault = Fault(kind="grader", subject="its worker", cause=cause, remedy="Please report this.")
    return Outcome(fault=fault)
