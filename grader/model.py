"""The records that grading produces, and the vocabulary of verdicts.

These are the contract with everything outside: ``GradeReport`` is exactly the JSON that
``grader check --json`` writes, and its schema in ``docs/`` is generated from here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

SCHEMA = "concurrency-grader/report/v1"


class Verdict(StrEnum):
    """What became of one check, or of a whole grading."""

    PASSED = "passed"
    FAILED = "failed"
    TIMEOUT = "timeout"
    """It did not end within its time limit."""
    DEADLOCK = "deadlock"
    """Every thread waits for another: exact, never guessed from a clock."""
    CRASHED = "crashed"
    """The student's process ended without an answer, or its answer made no sense."""
    IMPORT_ERROR = "import_error"
    """The student's file could not be loaded."""
    NOT_RUN = "not_run"
    """A check that this one builds on did not pass."""
    INCONCLUSIVE = "inconclusive"
    """No trustworthy answer: never the student's fault, never shown as passed."""


class IsolationLevel(StrEnum):
    """How well the student's process is kept apart, strongest first."""

    FULL = "full"
    """Namespaces, seccomp and limits, by bubblewrap."""
    LANDLOCK = "landlock"
    """Landlock, seccomp and limits; the network is not isolated."""
    LIMITED = "limited"
    """Limits, a process group and a sweep of orphans; files and network are open."""
    BASIC = "basic"
    """A process group only (macOS)."""

    @property
    def rung(self) -> int:
        """Place on the ladder: 1 is the strongest."""
        return list(IsolationLevel).index(self) + 1


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all records: immutable, and unknown fields are refused."""


class Flag(Record, frozen=True):
    """Something in a submission that a person should look at; it never changes a score.

    Full marks with a flag that says "this can be forged" make the verdict inconclusive.
    """

    kind: str
    """For example ``frame-walking``, ``gc-probing``, ``ctypes``, ``patched-engine``."""
    message: str
    file: str | None = None
    line: int | None = None
    check: str | None = None


class ScenarioRun(Record, frozen=True):
    """One run that a check asked for."""

    scenario: str
    """A function of the exercise's ``scenarios.py``."""
    explored: bool
    """Whether it ran under every schedule that matters, or once."""
    inputs: str
    """Its parameters as JSON; cut when long."""


class CheckResult(Record, frozen=True):
    """What one hidden or visible check says about a submission."""

    id: str
    title: str
    verdict: Verdict
    score: float
    max_score: float
    visible: bool
    feedback: str = ""
    """In the student's terms; empty when passed."""
    hint: str | None = None
    observed: str | None = None
    """What was seen, as text (shown to students for visible checks only)."""
    expected: str | None = None
    """What was expected, as text (shown to students for visible checks only)."""
    witness: dict[str, Any] | None = None
    """The schedule, hang or timeline that shows the failure; see docs/EXPLORER.md."""
    stdout: str = ""
    stderr: str = ""
    duration: float = 0.0
    """Seconds of wall-clock time; information only, no verdict depends on it."""
    runs: tuple[ScenarioRun, ...] = ()
    """What it ran, with which inputs (shown to students for visible checks only)."""


class Usage(Record, frozen=True):
    """What a grading cost."""

    wall: float = 0.0
    """Seconds from intake to report."""
    cpu: float = 0.0
    """Seconds of CPU time in the sandbox."""
    peak_memory: int = 0
    """Bytes, the largest sum over the sandbox's processes that was seen."""
    sandboxes: int = 0
    """How many sandboxes were started: more than one says that one was lost or retired."""


class Engine(Record, frozen=True):
    """What produced a report, so that it can be produced again."""

    grader: str
    python: str
    platform: str
    exercise_digest: str = ""
    submission_digest: str = ""


class Misconception(Record, frozen=True):
    """A known wrong idea whose failing checks are those of this submission."""

    id: str
    title: str
    feedback: str


class Elsewhere(Record, frozen=True):
    """Checks that are not here, but with whoever decides the grade."""

    checks: int
    points: float


class GradeReport(Record, frozen=True):
    """One submission of one exercise, graded."""

    schema: str
    exercise: str
    student: str | None
    score: float
    max_score: float
    verdict: Verdict
    isolation: IsolationLevel
    seed: int
    flags: tuple[Flag, ...]
    checks: tuple[CheckResult, ...]
    usage: Usage
    engine: Engine
    title: str = ""
    """The exercise's title."""
    problem: str | None = None
    """Why nothing could be judged (the file is missing, does not parse, ...), for the student."""
    misconceptions: tuple[Misconception, ...] = ()
    elsewhere: Elsewhere | None = None
    """What is decided only when the work is handed in; it stands in no total of this report."""


def to_json(report: GradeReport, *, indent: int = 2) -> bytes:
    """Encode ``report`` as UTF-8 JSON with a final newline.

    Args:
        report: the grading.
        indent: spaces a level; 0 for a single line.
    """
    encoded = msgspec.json.encode(report)
    return (msgspec.json.format(encoded, indent=indent) if indent else encoded) + b"\n"


def from_json(data: bytes) -> GradeReport:
    """Decode what :func:`to_json` wrote.

    Raises:
        msgspec.ValidationError: a field is missing, unknown or of a wrong type.
        msgspec.DecodeError: it is not JSON.
    """
    return msgspec.json.decode(data, type=GradeReport)
