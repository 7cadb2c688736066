"""What crosses the trust boundary, and how the trusted side reads it.

Two pipes join the judge and the zygote (PID 1 of the sandbox). Both carry frames:
a length as an unsigned 32-bit big-endian integer, then that many bytes of JSON.

The judge sends a :class:`RunRequest`; the zygote forks a child for it and, when the child
and everything that it left behind are gone, replies with one :class:`RunReply`. The reply is
written by code of ours, but it *carries* bytes that student-controlled code produced (the
child's answer, its output, its stacks): those are hostile, and :func:`open_answer` is the only
place that interprets them.

Inside, ``grader/student/frames.py`` speaks the same format with the standard library alone.
"""

from __future__ import annotations

import math
import re
import struct
from enum import StrEnum
from typing import Any, Literal

import msgspec

from grader.model import Record

MAX_ANSWER = 1 << 20
"""Bytes that a child may answer."""
KEPT_OUTPUT = 64 << 10
"""Bytes kept of each of the child's standard streams."""
MAX_OUTPUT = 8 << 20
"""Bytes that a child may write to one standard stream before it is killed."""
MAX_DEPTH = 64
"""Levels of nesting that an answer may have."""
HEADER = struct.Struct(">I")


class Job(Record, frozen=True):
    """What a child is to do. Everything here is visible to the student's code."""

    mode: Literal["load", "plain", "explore", "replay"]
    """``load`` only imports the student's file; ``plain`` calls the scenario once, with real
    threads and processes; ``explore`` runs it under every schedule that matters; ``replay``
    runs it once, under ``schedule``."""
    module: str
    """Name under which the student's file is imported: the exercise's slug."""
    scenarios: str = ""
    """Source text of the exercise's ``checks/scenarios.py``."""
    function: str = ""
    """The scenario to call, as ``function(student_module, **params)``."""
    params: dict[str, Any] = msgspec.field(default_factory=dict)
    explore: dict[str, Any] = msgspec.field(default_factory=dict)
    """Options of the explorer (``grader.student.explore.Options``)."""
    schedule: tuple[int, ...] = ()


class Prepare(Record, tag="prepare", frozen=True):
    """Judge to zygote, without a reply: what will be asked about the submission that lies there.

    Sent before the first request, and again when another submission has taken its place.
    """

    module: str
    """As in :class:`Job`."""
    scenarios: str
    explores: bool
    """Whether explorations of these texts will come."""
    preload: tuple[str, ...] = ()
    """Modules of the standard library that are worth importing once for all requests."""


class RunRequest(Record, tag="run", frozen=True):
    """Judge to zygote: fork a child and let it do ``job``."""

    id: int
    nonce: str
    """The child's answer must repeat it; drawn anew for each request."""
    job: Job
    soft_timeout: float
    """Seconds until the zygote asks for stacks and kills the child, by a clock that stands still
    while the machine is busy elsewhere (``student/fairclock.py``)."""
    cpu_limit: float
    """Seconds of CPU time for each process (``RLIMIT_CPU``)."""
    until_still: bool = False
    """Whether its time is up as soon as nothing more can happen in it: every thread of every
    process sleeps, and no timer will wake one (``student/quiescence.py``)."""


class Ready(Record, tag="ready", frozen=True):
    """Zygote to judge, once: the sandbox is up."""

    pid: int
    uid: int
    python: str
    confined: bool
    """Whether seccomp (and Landlock, where asked for) could be applied."""
    detail: str = ""


class Progress(Record, tag="progress", frozen=True):
    """Zygote to judge, before the reply: how far a request has come.

    The judge's own deadlines run from these, so that a busy machine costs nobody a verdict.
    """

    id: int
    what: Literal["begun", "asking"]
    """``begun``: the child is being forked, its time runs; ``asking``: its time is up, and its
    processes are being asked for their stacks."""


class Ending(StrEnum):
    """How a child came to its end, as the zygote saw it."""

    EXITED = "exited"
    SIGNALLED = "signalled"
    SOFT_TIMEOUT = "soft_timeout"
    OUTPUT_LIMIT = "output_limit"
    ANSWER_LIMIT = "answer_limit"


class RunReply(Record, tag="reply", frozen=True):
    """Zygote to judge: the child and all that it left behind are gone."""

    id: int
    ending: Ending
    status: int
    """Exit code, or the signal's number as a negative integer."""
    answer: str
    """Raw bytes of the child's answer pipe, each byte as one Latin-1 character."""
    stdout: str
    """The first and last parts of the stream (Latin-1, as above), ``KEPT_OUTPUT`` at most."""
    stderr: str
    stdout_size: int
    """Bytes that were written in all."""
    stderr_size: int
    stacks: str = ""
    """On a soft timeout: faulthandler's dump of every thread (Latin-1, as above), those of each
    process under a line ``Process <pid>:``, the child's first."""
    waits: str = ""
    """On a soft timeout: JSON, which thread of which process waits for which lock, and who holds
    it."""
    events: str = ""
    """Without an answer: the recorder's lines so far (Latin-1, as above)."""
    pid: int = 0
    """The child's, as its own processes know it."""
    survivors: int = 0
    """Processes that the child left behind and the sweep killed."""
    clean: bool = True
    """False: something could not be swept, so this sandbox must be retired."""
    cpu: float = 0.0
    peak_rss: int = 0
    flags: str = ""
    """One JSON object a line: what the audit hook reported, as soon as it happened."""
    began: bool = True
    """False: the child could not be confined, so no student code ran."""


class ErrorInfo(Record, frozen=True):
    """An exception of the student's code, as data."""

    type: str
    message: str
    traceback: tuple[dict[str, Any], ...] = ()
    """Frames, outermost first: ``{file, line, function, source}``."""
    in_student_code: bool = True
    """False: no frame lies in the student's file (an error of a scenario)."""


class ChildAnswer(Record, frozen=True):
    """What a child says about its job. Hostile: it may say anything that has this form."""

    nonce: str
    kind: Literal["loaded", "import_error", "returned", "raised", "explored", "unfit"]
    """``unfit``: the scenario returned something that is no JSON."""
    value: Any = None
    error: ErrorInfo | None = None
    events: tuple[dict[str, Any], ...] = ()
    """What the recorder saw: ``{task, pid, ppid, thread, what, t}``."""
    flags: tuple[dict[str, Any], ...] = ()
    """Reports of the audit hook: ``{kind, message, file, line}``."""


class BadAnswerError(Exception):
    """The child's answer can't be trusted; the message says why, for the report."""


def frame(message: Record) -> bytes:
    """Encode one message, with its length in front."""
    body = msgspec.json.encode(message)
    return HEADER.pack(len(body)) + body


def open_answer(raw: bytes, nonce: str) -> ChildAnswer:
    """Interpret the bytes of a child's answer pipe.

    Args:
        raw: everything that was written to the pipe, ``MAX_ANSWER`` bytes at most.
        nonce: what the request carried.

    Raises:
        BadAnswerError: it is not exactly one frame of a :class:`ChildAnswer` with that nonce.
    """
    if not raw:
        raise BadAnswerError("the process ended without giving an answer")
    if len(raw) < HEADER.size:
        raise BadAnswerError("the answer was cut short")
    (length,) = HEADER.unpack_from(raw)
    body = raw[HEADER.size :]
    if length != len(body):
        raise BadAnswerError("the answer is not one whole frame")
    if _depth(body) > MAX_DEPTH:
        raise BadAnswerError(f"the answer is nested more than {MAX_DEPTH} levels deep")
    try:
        answer = msgspec.json.decode(body, type=ChildAnswer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadAnswerError(f"the answer is not of the agreed form ({error})") from None
    if answer.nonce != nonce:
        raise BadAnswerError("the answer does not belong to this request")
    if not _finite(answer.value):
        raise BadAnswerError("the answer holds a number that is not finite")
    return answer


def _depth(body: bytes) -> int:
    """Greatest nesting of brackets outside strings, without parsing (and so without recursion)."""
    deepest = depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", body)):
        depth += 1 if bracket in (b"[", b"{") else -1
        deepest = max(deepest, depth)
    return deepest


def _finite(value: Any) -> bool:
    """Whether no float in ``value`` is infinite (JSON has no NaN, but ``1e999`` is infinity)."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, float) and not math.isfinite(item):
            return False
        if isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
    return True


_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
