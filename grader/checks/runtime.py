"""The live side of a session: runs jobs in the sandbox and remembers what was decided.

One :class:`Session` exists in a judge process. The judge's entry makes it before it imports
pytest, so that the sandbox boots meanwhile; the plugin picks it up with :func:`current`.
"""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec

from grader.checks import memory
from grader.checks.flags import flag_of
from grader.checks.hang import Place, numbered
from grader.checks.session import Event, Fault, Line, SessionSpec, Totals, send
from grader.checks.verdicts import (
    CheckEnded,
    CheckFailed,
    CheckInconclusive,
    answer_of,
    safe_output,
)
from grader.errors import CourseError, GraderError
from grader.model import CheckResult, Flag, IsolationLevel, ScenarioRun, Verdict
from grader.sandbox import Outlook, RunResult, Sandbox
from grader.text import cut
from grader.wire import ChildAnswer, Job

EXPLORE_FACTOR = 3.0
"""An exploration is many executions: it gets that many times the limit of one run."""
SHARE = 0.2
"""Share of its limit that a run has at a place where another one hung."""
CPU_FACTOR = 2.0
"""CPU seconds per second of the limit: several threads or a busy machine never meet it first."""
HUNGRY = 256 << 20
"""Bytes that all processes of a run use together only where the student's code wants them."""
_MAX_FLAGS = 50
ASIDES = 4
"""Runs of one submission that serve the report alone."""
MAX_RUNS = 20
"""Runs of one check that its result lists."""
MAX_INPUTS = 1000
"""Characters of the inputs of one run."""
MAX_EVENTS = 400
"""Events of one run that go into a report."""


class RunsJobs(Protocol):
    """What a session needs of ``grader.sandbox.Keeper``."""

    started: int

    def run(
        self, job: Job, *, soft_timeout: float, cpu_limit: float, until_still: bool = False
    ) -> RunResult:
        """Run ``job`` in a fresh child; never raises for what the student's code does."""

    def close(self) -> None:
        """End the sandbox and everything in it."""


class Session:
    """The state of one judge.

    Args:
        spec: what is to be judged.
        keeper: runs the jobs.
    """

    def __init__(self, spec: SessionSpec, keeper: RunsJobs) -> None:
        self.spec = spec
        self.keeper = keeper
        self.decided: dict[str, Verdict] = dict(spec.decided)
        self.fault: Fault | None = None
        self.flags: list[Flag] = []
        self.cpu = 0.0
        self.peak_memory = 0
        self.phases: dict[str, float] = {}
        self._hangs: set[Place] = set()
        """Where runs stood that hung until their whole limit."""
        self._load: CheckEnded | None = None
        self._loaded = False
        self._born = time.monotonic()
        self._outputs: dict[str, tuple[str, str]] = {}
        self._asides = 0
        self._events: dict[str, tuple[dict[str, Any], ...]] = {}
        self._own: dict[str, int] = {}
        self._runs: dict[str, list[ScenarioRun]] = {}
        self.starved: set[str] = set()
        """Checks of which some run may have lost a process because memory ran out."""

    # -- running -------------------------------------------------------------------------------

    def job(self, mode: str, function: str, params: dict[str, Any], **more: Any) -> Job:
        """A job for the student's module and this exercise's scenarios.

        Raises:
            CourseError: the parameters are no JSON.
        """
        try:
            msgspec.json.encode(params)
        except (TypeError, ValueError, msgspec.MsgspecError) as error:
            raise CourseError(
                f"scenario {function!r}",
                f"its parameters can't be sent inside: {error}",
                "Pass plain data only.",
            ) from None
        spec = self.spec
        return Job(
            mode=cast(Any, mode),
            module=spec.slug,
            scenarios=spec.scenarios,
            function=function,
            params=params,
            **more,
        )

    def load(self, check: str) -> None:
        """Make sure, once, that the student's file can be loaded.

        Everything is decided when it can't: each check asks here first. So a file that hangs
        while it is imported costs one time limit, not one for each check.

        Raises:
            CheckEnded: it can't.
        """
        if not self._loaded:
            self._loaded = True
            limit = self.spec.limits[check]
            try:
                self._run(check, Job(mode="load", module=self.spec.slug), limit)
            except CheckInconclusive as ended:
                self._load = ended
            except CheckFailed as ended:
                text = ended.feedback
                if ended.verdict is not Verdict.IMPORT_ERROR:
                    text = f"{self.spec.slug}.py can't be loaded. {text}"
                self._load = CheckFailed(text, verdict=Verdict.IMPORT_ERROR, witness=ended.witness)
            self.mark("loaded")
            self.say(Line(totals=self.totals()))
        if self._load is not None:
            # A fresh one: an exception object that is raised again grows its traceback.
            raise type(self._load)(
                self._load.feedback, verdict=self._load.verdict, witness=self._load.witness
            )

    def run(self, check: str, job: Job) -> tuple[ChildAnswer, RunResult]:
        """Run ``job`` for ``check``, within the check's limit.

        A run that hangs is waited for until its limit, once. After that, a run that stands at
        the same place of the student's file has only a share of its limit before it is called a
        hang too, and not even that once nothing more can happen in it; one that stands anywhere
        else is run again with the whole of it. So a submission in which everything hangs pays for
        about one limit, and no hang is guessed.

        Raises:
            CheckEnded: there is no trustworthy answer.
        """
        self._note_run(check, job)
        limit = self.spec.limits[check]
        if job.mode != "plain":
            limit *= EXPLORE_FACTOR
        if self._hangs:
            try:
                return self._run(check, job, SHARE * limit, until_still=True)
            except CheckFailed as ended:
                if not ended.timed_out:
                    raise
                if ended.place is not None and ended.place in self._hangs:
                    ended.feedback += " Another check stood there for its whole time limit."
                    raise
        try:
            return self._run(check, job, limit)
        except CheckFailed as ended:
            if ended.timed_out and ended.place is not None:
                self._hangs.add(ended.place)
            raise

    def _run(
        self, check: str, job: Job, limit: float, *, until_still: bool = False
    ) -> tuple[ChildAnswer, RunResult]:
        result = self._run_fed(check, job, limit, until_still=until_still)
        self.peak_memory = max(self.peak_memory, result.peak_memory)
        self._keep_output(check, result)
        self._keep_flags(check, result)
        self._events[check] = result.events if result.answer is None else result.answer.events
        self._own[check] = result.pid
        try:
            return answer_of(result, self.spec.slug, limit), result
        except CheckFailed as ended:
            timeline = self.timeline(check)
            if ended.timed_out and ended.witness is not None and timeline is not None:
                ended.witness["events"] = [*timeline["events"], *ended.ends]
            raise

    def _run_fed(self, check: str, job: Job, limit: float, *, until_still: bool) -> RunResult:
        """Run ``job``; once more where Linux ended some process meanwhile for lack of memory.

        Code that used so much itself that it may have been the reason has nothing to gain by that.
        """
        for again in (True, False):
            before = memory.victims()
            result = self.keeper.run(
                job, soft_timeout=limit, cpu_limit=limit * CPU_FACTOR, until_still=until_still
            )
            self.cpu += result.cpu
            if memory.victims() == before:
                break
            if not again and result.peak_memory < HUNGRY:
                self.starved.add(check)
        return result

    def aside(self, job: Job, limit: float) -> ChildAnswer | None:
        """Run ``job`` for the report only: nothing of it counts, and no answer is none.

        It may be done :data:`ASIDES` times, since a submission that fails everywhere should not
        cost more for it.
        """
        self._asides += 1
        if self._asides > ASIDES:
            return None
        try:
            result = self.keeper.run(job, soft_timeout=limit, cpu_limit=limit * CPU_FACTOR)
            self.cpu += result.cpu
            return answer_of(result, self.spec.slug, limit)
        except (CheckEnded, GraderError):
            return None

    # -- remembering ---------------------------------------------------------------------------

    def outputs(self, check: str) -> tuple[str, str]:
        """What the student's code printed in the runs of ``check``: stdout, stderr."""
        return self._outputs.get(check, ("", ""))

    def runs(self, check: str) -> tuple[ScenarioRun, ...]:
        """What was run for ``check`` so far."""
        return tuple(self._runs.get(check, ()))

    def _note_run(self, check: str, job: Job) -> None:
        runs = self._runs.setdefault(check, [])
        if len(runs) < MAX_RUNS:
            inputs = cut(msgspec.json.encode(job.params).decode(), MAX_INPUTS)
            explored = job.mode != "plain"
            runs.append(ScenarioRun(scenario=job.function, explored=explored, inputs=inputs))

    def timeline(self, check: str) -> dict[str, Any] | None:
        """What the recorder saw in the latest run of ``check``, as a witness; None for nothing."""
        events = self._events.get(check, ())[:MAX_EVENTS]
        if len(events) < 2:
            return None
        # Process ids and times differ from run to run: their order is what tells something.
        numbers = numbered(self._events[check], self._own.get(check, 0))
        told = [
            {
                "pid": numbers.get(event["pid"]) if isinstance(event.get("pid"), int) else None,
                **{key: event.get(key) for key in ("task", "thread", "what")},
            }
            for event in events
        ]
        return {"kind": "timeline", "events": told}

    def decide(self, result: CheckResult) -> None:
        """Remember and report the result of a check."""
        self.decided[result.id] = result.verdict
        event = Event(kind="check_done", check=result.id, title=result.title, result=result)
        self.say(Line(event=event))

    def started(self, check: str) -> None:
        """Report that a check begins."""
        title = self.spec.checks[check].title
        self.say(Line(event=Event(kind="check_started", check=check, title=title)))

    def blame_course(self, error: CourseError) -> None:
        """Report an exercise that is not well formed; the first report stands."""
        if self.fault is None:
            self.fault = Fault(subject=error.subject, cause=error.cause, remedy=error.remedy)
            self.say(Line(fault=self.fault))

    def mark(self, phase: str) -> None:
        """Note when a phase ended."""
        self.phases[phase] = round(time.monotonic() - self._born, 4)

    def totals(self) -> Totals:
        """What is known beside the checks."""
        level = getattr(self.keeper, "level", None)
        failed = self._load is not None and self._load.verdict is Verdict.IMPORT_ERROR
        return Totals(
            isolation=level if isinstance(level, IsolationLevel) else None,
            sandboxes=self.keeper.started,
            cpu=self.cpu,
            peak_memory=self.peak_memory,
            flags=tuple(self.flags),
            problem=self._load.feedback if self._load is not None and failed else None,
            phases=self.phases,
        )

    def say(self, line: Line) -> None:
        """Write one line to the pipeline; a pipeline that is gone is no error here."""
        send(self.spec.events, line)

    def _keep_output(self, check: str, result: RunResult) -> None:
        stdout, stderr = self.outputs(check)
        if len(stdout) + len(stderr) < 128 << 10:
            self._outputs[check] = (
                stdout + safe_output(result.stdout),
                stderr + safe_output(result.stderr),
            )

    def _keep_flags(self, check: str, result: RunResult) -> None:
        for raw in result.flags[:_MAX_FLAGS]:
            self._add_flag(raw, check)

    def doubt(self, check: str, ended: CheckEnded) -> None:
        """Report a check that stays undecided although the student's code gave an answer.

        It costs no point, so it must not be a place to hide: whoever looks has to know why.
        """
        told = {"not-followed", "undecided"} & {flag.kind for flag in self.flags}
        if check in self._events and not told:
            why = ended.feedback.partition(". ")[0]
            self.flag("undecided", f"it kept a check from being decided. {why}", check)

    def flag(self, kind: str, message: str, check: str) -> None:
        """Note something that a person should look at; ``message`` begins with "it"."""
        self._add_flag({"kind": kind, "message": message}, check)

    def _add_flag(self, raw: Any, check: str) -> None:
        flag = flag_of(raw, self.spec.slug, check)
        known = {(other.kind, other.line) for other in self.flags}
        if flag and (flag.kind, flag.line) not in known and len(self.flags) < _MAX_FLAGS:
            self.flags.append(flag)


def open_session(spec: SessionSpec, lent: Sandbox | None = None) -> Session:
    """Make the session of this process, and begin to start its sandbox.

    Args:
        spec: what is to be judged.
        lent: a sandbox to begin with.

    Raises:
        GraderError: no sandbox can be had here.
    """
    module, _, name = spec.keeper.partition(":")
    make = getattr(importlib.import_module(module), name)
    more: dict[str, Any] = {} if lent is None else {"lent": lent}
    outlook = outlook_of(spec)
    keeper = make(Path(spec.submission), level=spec.isolation, ahead=True, outlook=outlook, **more)
    session = Session(spec, keeper)
    _CURRENT.append(session)
    return session


class NoSandbox:
    """Stands where a sandbox would be, while nothing but collection is done."""

    started = 0

    def run(
        self, job: Job, *, soft_timeout: float, cpu_limit: float, until_still: bool = False
    ) -> RunResult:
        """Nothing may be run."""
        raise RuntimeError("no session has begun")

    def close(self) -> None:
        """There is nothing to end."""


def open_empty(spec: SessionSpec) -> Session:
    """Make a session of this process with which an exercise's checks are collected only."""
    session = Session(spec, NoSandbox())
    _CURRENT.append(session)
    return session


def outlook_of(spec: SessionSpec) -> Outlook:
    """What a sandbox for ``spec`` had better have ready."""
    # Wrong only costs time: an exploration works without any preparation.
    explores = b"explore" in Path(spec.tests).read_bytes()
    return Outlook(module=spec.slug, scenarios=spec.scenarios, explores=explores)


def current() -> Session | None:
    """The session of this process, if there is one."""
    return _CURRENT[-1] if _CURRENT else None


_CURRENT: list[Session] = []
