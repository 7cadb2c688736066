"""A hang in words: who waits for what, and which line each thread is at.

Theory of operation. When a run reaches its time limit, the zygote asks the student's process for
two things: faulthandler's dump of every thread, and a list of the locks that are waited for. Both
come out of a process that the student's code controls, so they are read as hostile text: what does
not have the expected form is left out, and a dump that makes no sense yields an empty description,
never an error. They only word the feedback; that the run hung is known without them.

A *wait* is ``{thread, line, file, what, kind, holder, holder_line}``, made by
``grader/student/locks.py``; all but ``thread`` may be missing. Waits outside the student's file are
left out: their lines mean nothing to the student. When waits for locks and ends of threads form a
circle at the time limit, the hang is a deadlock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from grader.checks.render import one_line

_MAX_THREADS = 16
_MAX_DUMP = 256 << 10
_FOR = {
    "lock": "the lock {what}",
    "end": "the end of {what}",
    "signal": "a signal on {what}",
    "item": "an item from {what}",
    "room": "room in {what}",
    "result": "the result of {what}",
    "message": "a message from {what}",
    "connection": "a connection of {what}",
    "workers": "the workers of {what}",
}
"""What is waited for, by the kind of the wait."""
_MAIN = "The main thread"
_HEADING = re.compile(
    r"(?:Current )?[Tt]hread (0x[0-9a-fA-F]+)(?: \[([^\]\n]*)\])? \(most recent call first\):"
)
_FRAME = re.compile(r'  File "([^"\n]*)", line (\d{1,7}) in ([^\n]+)')


Place = tuple[str, int | None, str]
"""A function of the student's file, the line in it and the library function that it called."""


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

    def place(self, *, computes: bool) -> Place | None:
        """Where in the student's file the main thread hangs, to know the same hang again.

        Args:
            computes: whether it uses the processor; then it is found at any line of its loop.
        """
        at = next((thread for thread in self.threads if thread.line is not None), None)
        if at is None:
            return None
        return (at.function, None if computes else at.line, "" if computes else at.inside)

    def as_witness(self) -> dict[str, Any]:
        """The same as data, for the report."""
        return {
            "kind": "hang",
            "explanation": self.text,
            "threads": [msgspec.to_builtins(thread) for thread in self.threads],
            "waits": [{**wait, "on": target_of(wait)} for wait in self.waits],
            "cycle": list(self.cycle),
        }


def describe(stacks: str, waits: Sequence[dict[str, Any]], module: str) -> Hang:
    """Describe a hang.

    Args:
        stacks: faulthandler's dump (hostile).
        waits: who waits for which lock (hostile).
        module: the student's module, without ``.py``.
    """
    threads = threads_of(stacks, module)
    known = tuple(wait for raw in waits[:_MAX_THREADS] if (wait := _checked(raw, module)))
    circle = cycle(known)
    told = {wait["line"] for wait in known}
    sentences = [sentence(wait) for wait in known]
    if circle:
        sentences.append(f"They wait for each other: {' → '.join((*circle, circle[0]))}.")
    for thread in threads:
        # Before Python 3.14 a dump has no names, so a thread is known again by its line.
        if thread.line is not None and thread.line not in told:
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
        # Since Python 3.14 a dump has names; the main thread's is that of the program.
        own = _MAIN if index == 0 else _thread(name) if name else f"Thread {index + 1}"
        threads.append(_place(own, frames, module))
    return tuple(threads)


def target_of(wait: dict[str, Any]) -> str:
    """What is waited for, in words: "the lock self._lock", "the end of worker"."""
    if wait["kind"] == "lock" and not wait["what"]:
        return "the lock"
    return _FOR.get(wait["kind"], "{what}").replace("{what}", wait["what"] or "something")


def sentence(wait: dict[str, Any]) -> str:
    """One wait in words: "Thread-2 has waited for the lock at line 14 that Thread-1 took …"."""
    text = f"{wait['thread']} has waited for {target_of(wait)}"
    if wait["line"] is not None:
        text += f" at line {wait['line']}"
    if wait["kind"] == "lock" and wait["holder"]:
        itself = wait["holder"] == wait["thread"]
        text += " that it took itself" if itself else f" that {_inner(wait['holder'])} took"
        if wait["holder_line"] is not None:
            text += f" at line {wait['holder_line']}"
    return text + "."


def cycle(waits: tuple[dict[str, Any], ...]) -> tuple[str, ...]:
    """Threads that wait for each other's locks or ends, in order; empty when none do."""
    after = {
        wait["thread"]: wait["holder"]
        for wait in waits
        if wait["holder"] and wait["kind"] in ("lock", "end")
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


def _checked(raw: Any, module: str) -> dict[str, Any] | None:
    """``raw`` with the known fields; None when it names no thread, or another file."""
    if not isinstance(raw, dict) or not isinstance(raw.get("thread"), str) or not raw["thread"]:
        return None
    if _word(raw.get("file")) not in ("", f"{module}.py"):
        return None
    return {
        "thread": _thread(raw["thread"]),
        "line": _number(raw.get("line")),
        "what": _word(raw.get("what")),
        "kind": _word(raw.get("kind")) or "lock",
        "holder": _thread(_word(raw.get("holder"))),
        "holder_line": _number(raw.get("holder_line")),
    }


def _thread(name: str) -> str:
    return _MAIN if name == "MainThread" else one_line(name, 60)


def _inner(name: str) -> str:
    return name[:1].lower() + name[1:] if name == _MAIN else name


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < 10**7 else None


def _word(value: Any) -> str:
    return one_line(value, 60) if isinstance(value, str) else ""
