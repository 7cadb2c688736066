"""What the pipeline tells a judge, and what the judge reports while it runs.

The pipeline writes one :class:`SessionSpec` to a private file and starts a judge with it. The
judge writes a :class:`Line` of JSON to an inherited pipe whenever something is decided, so that
the decisions survive whatever happens to the judge afterwards.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, Literal

import msgspec

from grader.course import CheckSpec
from grader.errors import GraderError
from grader.model import CheckResult, Flag, IsolationLevel, Record, Verdict
from grader.replay import Replay

KEEPER = "grader.sandbox:Keeper"
"""Where the class that runs jobs is found; tests name a fake one instead."""


class SessionSpec(Record, frozen=True):
    """One judge's work: some checks of one exercise against one submission."""

    slug: str
    tests: str
    """Path of the judging half of the checks (the pipeline's private copy)."""
    scenarios: str
    """Text of the driving half, which is sent inside."""
    submission: str
    """Folder that holds ``<slug>.py`` and nothing else."""
    checks: dict[str, CheckSpec]
    """All checks of the exercise, in the author's order."""
    limits: dict[str, float]
    """Seconds that a scenario may take, by check."""
    seed: int
    report: str
    """Where pytest-json-report writes."""
    events: int = -1
    """Descriptor of the pipe for :class:`Line`; -1 for none."""
    parent: int = 0
    """Process id of the pipeline: the judge ends when it is not its parent any more."""
    only: tuple[str, ...] = ()
    """Ids of the checks to decide; all when empty."""
    decided: dict[str, Verdict] = msgspec.field(default_factory=dict)
    """What is decided about this submission already: ``depends`` looks here too."""
    only_visible: bool = False
    replay: Replay | None = None
    """The one schedule to run, where otherwise that exploration would search."""
    isolation: IsolationLevel | None = None
    """A weaker rung to use; the best one when None."""
    keeper: str = KEEPER


class Event(Record, frozen=True):
    """Progress of one grading, for a terminal."""

    kind: Literal["check_started", "check_done"]
    check: str
    title: str
    result: CheckResult | None = None


class Totals(Record, frozen=True):
    """What a judge knows at its end beside the checks."""

    isolation: IsolationLevel | None = None
    sandboxes: int = 0
    cpu: float = 0.0
    """Seconds of CPU time used inside."""
    peak_memory: int = 0
    """Bytes."""
    flags: tuple[Flag, ...] = ()
    problem: str | None = None
    """Why the student's file can't be loaded, in the student's terms."""
    phases: dict[str, float] = msgspec.field(default_factory=dict)
    """Seconds since the judge's start at which a phase ended; for benchmarks."""


class Fault(Record, frozen=True):
    """Why nothing can be judged: an exercise that is not well formed, or a fault of ours."""

    subject: str
    cause: str
    remedy: str
    ours: bool = False
    """True: a ``GraderError``; False: a ``CourseError``."""


class Line(Record, frozen=True):
    """One line of the stream from a judge to its pipeline; one field is set."""

    event: Event | None = None
    totals: Totals | None = None
    fault: Fault | None = None


def write_spec(spec: SessionSpec, path: Path) -> None:
    """Write ``spec`` where a judge will read it."""
    path.write_bytes(msgspec.json.encode(spec))


def read_spec(path: Path) -> SessionSpec:
    """Read what :func:`write_spec` wrote.

    Raises:
        GraderError: it is not a session.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=SessionSpec)
    except (OSError, msgspec.MsgspecError) as error:
        raise GraderError(
            "the judge's session", f"it can't be read ({error})", "Please report this."
        ) from None


def send(descriptor: int, line: Line) -> None:
    """Write one line to the pipeline; one that is gone is no error here.

    Args:
        descriptor: ``SessionSpec.events``.
        line: what to say.
    """
    data = msgspec.json.encode(line) + b"\n"
    try:
        while descriptor >= 0 and data:
            data = data[os.write(descriptor, data) :]
    except OSError:
        return


def derive_seed(seed: int, check: str) -> int:
    """The seed of one check's random inputs: independent of the checks before it."""
    digest = hashlib.sha256(f"{seed}:{check}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def as_metadata(record: Record) -> Any:
    """``record`` as plain data, for the JSON report."""
    return msgspec.to_builtins(record)
