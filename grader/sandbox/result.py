"""What became of one run, as the judge sees it."""

from __future__ import annotations

import json
import re
import signal
from enum import StrEnum
from typing import Any

import msgspec

from grader.model import Record
from grader.wire import BadAnswerError, ChildAnswer, Ending, RunReply, RunRequest, open_answer


class RunStatus(StrEnum):
    """How a run ended. Only ``lost`` is not the doing of the student's code."""

    ANSWERED = "answered"
    BAD_ANSWER = "bad_answer"
    """There was something on the answer pipe, but no answer."""
    CRASHED = "crashed"
    """The process ended without an answer."""
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"
    """It printed more than is taken."""
    LOST = "lost"
    """The sandbox failed, twice: nothing can be said."""


class RunResult(Record, frozen=True):
    """One run of one job."""

    status: RunStatus
    answer: ChildAnswer | None = None
    reason: str = ""
    """Why there is no answer, for the student; empty when there is one."""
    reply: RunReply | None = None
    wall: float = 0.0
    """Seconds, seen from outside."""
    cpu: float = 0.0
    """Seconds of CPU time of the child and its descendants."""
    peak_memory: int = 0
    """Bytes, the largest sum over all processes that was seen."""
    stdout: str = ""
    stderr: str = ""
    stacks: str = ""
    """All threads' stacks, on a timeout or a crash of the interpreter. On a timeout, those of each
    process come under a line ``Process <pid>:``, the scenario's own first."""
    waits: tuple[dict[str, Any], ...] = ()
    """Who waits for what: ``{pid, thread, line, file, what, kind, holder, holder_line}``."""
    events: tuple[dict[str, Any], ...] = ()
    """What the recorder saw, with or without an answer: ``{task, pid, thread, what, t}``."""
    pid: int = 0
    """The scenario's own process, as its processes know it; 0 when nobody knows."""
    flags: tuple[dict[str, Any], ...] = ()
    """What the audit hook reported: ``{kind, message, file, line}``."""

    @property
    def uneventful(self) -> bool:
        """Whether it answered by itself, left nothing behind, and nothing was noted."""
        return (
            self.status is RunStatus.ANSWERED
            and self.reply is not None
            and self.reply.clean
            and self.reply.survivors == 0
            and not self.flags
        )


_MAX_LISTED = 64
_MAX_EVENTS = 2000
_FRAME = re.compile(r'  File "(?P<path>[^"]*)"(?P<rest>, line .*)')
_LIBRARY = re.compile(r"/lib(?:64)?/python3\.\d+/")
_MEGABYTE = 1 << 20


def from_reply(
    reply: RunReply, request: RunRequest, memory_limit: int, peak: int, wall: float
) -> RunResult:
    """Interpret a reply of the zygote.

    Args:
        reply: as it came.
        request: what was asked.
        memory_limit: bytes, for the reason's text.
        peak: bytes that were seen in use from outside.
        wall: seconds.
    """
    status, answer, reason = _status(reply, request, memory_limit)
    flags = tuple(flag for line in reply.flags.split("\n") for flag in _flag(line))
    if answer is not None:
        more = (flag for own in answer.flags for flag in _known_fields(own))
        flags = (*flags, *(flag for flag in more if flag not in flags))
        answer = msgspec.structs.replace(answer, flags=flags)
    return RunResult(
        status=status,
        answer=answer,
        reason=reason,
        reply=reply,
        wall=wall,
        cpu=reply.cpu,
        peak_memory=max(peak, reply.peak_rss),
        stdout=shown(reply.stdout, reply.stdout_size),
        stderr=shown(reply.stderr, reply.stderr_size),
        stacks=readable_stacks(shown(reply.stacks, 0)),
        waits=_listed(reply.waits),
        flags=flags,
        events=answer.events if answer is not None else _salvaged(reply.events),
        pid=reply.pid,
    )


def _status(
    reply: RunReply, request: RunRequest, memory_limit: int
) -> tuple[RunStatus, ChildAnswer | None, str]:
    if reply.ending is Ending.SOFT_TIMEOUT:
        return RunStatus.TIMEOUT, None, "it did not end in time"
    if reply.ending is Ending.OUTPUT_LIMIT:
        return RunStatus.OUTPUT, None, "it printed more than 8 MiB"
    if reply.ending is Ending.ANSWER_LIMIT:
        return RunStatus.BAD_ANSWER, None, "what came back is larger than 1 MiB"
    if not reply.began:
        return RunStatus.LOST, None, "the child could not be confined"
    raw = reply.answer.encode("latin-1")
    if not raw:
        return _without_answer(reply, request.cpu_limit)
    try:
        answer = open_answer(raw, request.nonce)
    except BadAnswerError as error:
        return RunStatus.BAD_ANSWER, None, str(error)
    if answer.error is not None and answer.error.type == "MemoryError":
        return RunStatus.MEMORY, answer, memory_reason(memory_limit)
    return RunStatus.ANSWERED, answer, ""


def _without_answer(reply: RunReply, cpu_limit: float) -> tuple[RunStatus, None, str]:
    # Whoever ignores SIGXCPU gets SIGKILL a second later.
    stubborn = reply.status == -signal.SIGKILL and reply.cpu >= cpu_limit
    if reply.status == -signal.SIGXCPU or stubborn:
        return RunStatus.TIMEOUT, None, "it used up its CPU time"
    if reply.status < 0:
        number = -reply.status
        try:
            name = f" ({signal.Signals(number).name})"
        except ValueError:
            name = ""
        return RunStatus.CRASHED, None, f"the process was ended by signal {number}{name}"
    return (
        RunStatus.CRASHED,
        None,
        f"the process ended early with exit code {reply.status}, as os._exit({reply.status}) does",
    )


def memory_reason(limit: int) -> str:
    """The sentence for a run that used too much memory."""
    return f"it used more than {limit // _MEGABYTE} MiB of memory"


def readable_stacks(text: str) -> str:
    """A dump by ``faulthandler`` without our own frames and without folders of this machine."""
    lines = []
    for line in text.splitlines():
        match = _FRAME.match(line)
        if match is None:
            lines.append(line)
            continue
        path, rest = match["path"], match["rest"]
        if "/grader/student/" in path or path == "<string>":
            continue
        inner = _LIBRARY.search(path)
        name = path[inner.end() :] if inner else path.rpartition("/")[2]
        lines.append(f'  File "{name}"{rest}')
    return "\n".join(lines).strip()


def shown(latin: str, size: int) -> str:
    """Decode a stream's bytes; where the middle was left out, say how much.

    Args:
        latin: the first and last bytes, one character each.
        size: bytes that there were in all.
    """
    data = latin.encode("latin-1")
    if size <= len(data):
        return data.decode("utf-8", "replace")
    half = len(data) // 2
    head = data[:half].decode("utf-8", "replace")
    tail = data[half:].decode("utf-8", "replace")
    return f"{head}\n[... {size - len(data)} bytes left out ...]\n{tail}"


def _listed(text: str) -> tuple[dict[str, Any], ...]:
    """A hostile JSON list of flat objects; whatever is not that is left out."""
    try:
        items = json.loads(text.encode("latin-1", "replace"))
    except (ValueError, RecursionError):
        return ()
    if not isinstance(items, list):
        return ()
    good = []
    for item in items[:_MAX_LISTED]:
        if isinstance(item, dict) and all(
            value is None or isinstance(value, str | int | float) for value in item.values()
        ):
            good.append({key[:100]: _cut(value) for key, value in item.items()})
    return tuple(good)


def _salvaged(lines: str) -> tuple[dict[str, Any], ...]:
    """Events that were left behind, in order; a hostile process may have written anything there."""
    events = []
    for line in lines.split("\n")[:_MAX_EVENTS]:
        event = _listed(f"[{line}]")[:1]
        at = event[0].get("t") if event else None
        if isinstance(at, int | float) and -1e12 < at < 1e12:
            events.append(event[0])
    return tuple(sorted(events, key=lambda event: float(event["t"])))


def _flag(line: str) -> list[dict[str, Any]]:
    flags = _listed(f"[{line}]") if line else ()
    return [known for flag in flags[:1] for known in _known_fields(flag)]


def _known_fields(flag: dict[str, Any]) -> list[dict[str, Any]]:
    """``flag`` if it has the form of one; a child may have written anything there."""
    kind, message = flag.get("kind"), flag.get("message")
    file, line = flag.get("file"), flag.get("line")
    if not (isinstance(kind, str) and isinstance(message, str)):
        return []
    return [
        {
            "kind": kind[:100],
            "message": message[:500],
            "file": file[:200] if isinstance(file, str) else None,
            "line": line if isinstance(line, int) else None,
        }
    ]


def _cut(value: Any) -> Any:
    return value[:500] if isinstance(value, str) else value
