"""A hang in words: who waits for what, and which line each thread is at.

Theory of operation. When a run reaches its time limit, the zygote asks the student's process for
two things: faulthandler's dump of every thread, and a list of the locks that are waited for. Both
come out of a process that the student's code controls, so they are read as hostile text: what does
not have the expected form is left out, and a dump that makes no sense yields an empty description,
never an error. They only word the feedback; that the run hung is known without them.

A *wait* is ``{thread, line, lock, kind, holder, holder_line, timed}``, all but ``thread`` optional.
When untimed waits for locks form a circle, the hang is a proven deadlock.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from grader.checks.render import one_line

_MAX_THREADS = 16
_MAX_DUMP = 256 << 10
_HEADING = re.compile(
    r"(?:Current )?[Tt]hread (0x[0-9a-fA-F]+)(?: \[([^\]\n]*)\])? \(most recent call first\):"
)
_FRAME = re.compile(r'  File "([^"\n]*)", line (\d{1,7}) in ([^\n]+)')


class ThreadAt(msgspec.Struct, frozen=True):
    """Where one thread of the student's process was."""

    name: str
    line: int | None
    """The innermost line of the student's file; None when it runs none of it."""
    function: str
    inside: str = ""
    """The library function that the line called, innermost; empty when none."""


class Hang(msgspec.Struct, frozen=True):
    """A hang, described."""

    text: str
    threads: tuple[ThreadAt, ...]
    waits: tuple[dict[str, Any], ...]
    cycle: tuple[str, ...]
    """Names of the threads that wait for each other in a circle; empty when none do."""

    def as_witness(self) -> dict[str, Any]:
        """The same as data, for the report."""
        return {
            "kind": "hang",
            "threads": [msgspec.to_builtins(thread) for thread in self.threads],
            "waits": list(self.waits),
            "cycle": list(self.cycle),
        }


def describe(stacks: str, waits: list[dict[str, Any]], module: str) -> Hang:
    """Describe a hang.

    Args:
        stacks: faulthandler's dump (hostile).
        waits: who waits for which lock (hostile).
        module: the student's module, without ``.py``.
    """
    threads = threads_of(stacks, module)
    known = tuple(wait for raw in waits[:_MAX_THREADS] if (wait := _checked(raw)))
    circle = cycle(known)
    waiting = {wait["thread"] for wait in known}
    sentences = [sentence(wait) for wait in known]
    if circle:
        sentences.append(f"They wait for each other: {' → '.join((*circle, circle[0]))}.")
    for thread in threads:
        if thread.name not in waiting and thread.line is not None:
            where = f" in {thread.function}" if thread.function else ""
            inside = f", which waits in {thread.inside}" if thread.inside else ""
            sentences.append(f"{thread.name} is at line {thread.line}{where}{inside}.")
    return Hang(" ".join(sentences), threads, known, circle)


def threads_of(dump: str, module: str) -> tuple[ThreadAt, ...]:
    """The threads in a dump of faulthandler, the main thread first."""
    found: list[tuple[str | None, list[tuple[str, int, str]]]] = []
    for text in dump[:_MAX_DUMP].splitlines():
        if heading := _HEADING.fullmatch(text.strip()):
            found.append((heading[2], []))
        elif found and (match := _FRAME.fullmatch(text.rstrip())):
            found[-1][1].append((match[1], int(match[2]), match[3]))
    # faulthandler dumps the youngest thread first, the main thread last.
    threads = []
    for index, (name, frames) in enumerate(reversed(found[-_MAX_THREADS:])):
        default = "The main thread" if index == 0 else f"Thread {index + 1}"
        if name in ("MainThread", "python", "python3"):
            name = "The main thread"
        threads.append(_place(one_line(name, 60) if name else default, frames, module))
    return tuple(threads)


def sentence(wait: dict[str, Any]) -> str:
    """One wait in words: "Thread-2 has waited for the lock at line 14 that Thread-1 took …"."""
    text = f"{wait['thread']} has waited for the {wait['kind']}"
    if wait["lock"]:
        text += f" {wait['lock']}"
    if wait["line"] is not None:
        text += f" at line {wait['line']}"
    if wait["holder"]:
        itself = wait["holder"] == wait["thread"]
        text += f" that {'it' if itself else wait['holder']} took"
        if itself:
            text += " itself"
        if wait["holder_line"] is not None:
            text += f" at line {wait['holder_line']}"
    return text + "."


def cycle(waits: tuple[dict[str, Any], ...]) -> tuple[str, ...]:
    """Threads that wait for each other's locks without a time-out, in order; empty when none."""
    after = {
        wait["thread"]: wait["holder"] for wait in waits if wait["holder"] and not wait["timed"]
    }
    for start in after:
        path = [start]
        while (following := after.get(path[-1])) is not None:
            if following in path:
                return tuple(path[path.index(following) :])
            path.append(following)
    return ()


def _place(name: str, frames: list[tuple[str, int, str]], module: str) -> ThreadAt:
    for depth, (file, line, function) in enumerate(frames):
        if file.replace("\\", "/").rsplit("/", 1)[-1] == f"{module}.py":
            inside = ""
            if depth:
                library = frames[depth - 1]
                stem = library[0].replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".py")
                inside = one_line(f"{stem}.{library[2]}", 80)
            return ThreadAt(name, line, one_line(function, 80), inside)
    return ThreadAt(name, None, "")


def _checked(raw: Any) -> dict[str, Any] | None:
    """``raw`` with exactly the known fields, or None when it names no thread."""
    if not isinstance(raw, dict) or not isinstance(raw.get("thread"), str) or not raw["thread"]:
        return None
    return {
        "thread": one_line(raw["thread"], 60),
        "line": _number(raw.get("line")),
        "lock": _word(raw.get("lock")),
        "kind": _word(raw.get("kind")) or "lock",
        "holder": _word(raw.get("holder")),
        "holder_line": _number(raw.get("holder_line")),
        "timed": raw.get("timed") is True,
    }


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < 10**7 else None


def _word(value: Any) -> str:
    return one_line(value, 60) if isinstance(value, str) else ""
