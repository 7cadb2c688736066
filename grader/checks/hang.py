"""A hang in words: who waits for what, and which line each thread is at.

Theory of operation. When a run reaches its time limit, the zygote asks the student's processes for
two things: faulthandler's dump of every thread, and a list of the locks that are waited for. Both
come out of processes that the student's code controls, so they are read as hostile text: what does
not have the expected form is left out, and a dump that makes no sense yields an empty description,
never an error. They only word the feedback; that the run hung is known without them.

A *wait* is ``{pid, thread, line, file, what, kind, holder, holder_line}``, made by
``grader/student/locks.py``; all but ``thread`` may be missing. Waits outside the student's file are
left out: their lines mean nothing to the student. When waits for locks and ends of threads form a
circle at the time limit, the hang is a deadlock.

With several processes each is named: the one that the check called the student's code in is *the
main process*, the others have the numbers that the timeline gives them (:func:`numbered`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from grader.checks.render import one_line
from grader.checks.stacks import MAIN, ThreadAt, thread_name, threads_of

_MAX_WAITS = 24
_MAX_SENTENCES = 12
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
_RESTS = {
    "next task": ("waits for its next task", "wait for their next task"),
    "queue not emptied": (
        "has run all its lines, but can't end while what it put into a queue is not taken out",
        "have run all their lines, but can't end while what they put into a queue is not taken out",
    ),
}
"""What a process does that runs no line of the student's: one, and several."""

_PROCESS = re.compile(r"Process \d{1,9}")
Place = tuple[str, int | None, str]
"""A function of the student's file, the line in it and the library function that it called."""


class Hang(msgspec.Struct, frozen=True):
    """A hang, described."""

    text: str
    threads: tuple[ThreadAt, ...]
    waits: tuple[dict[str, Any], ...]
    cycle: tuple[str, ...]
    """Names of the threads that wait for each other in a circle; empty when none do."""
    ends: tuple[dict[str, Any], ...] = ()
    """Where each process stands, for the timeline: ``{pid, what, line, on}``."""

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
            "threads": [
                {"name": at.name, "line": at.line, "function": at.function, "inside": at.inside}
                for at in self.threads
            ],
            "waits": [
                {key: value for key, value in wait.items() if key != "pid"}
                | {"on": target_of(wait)}
                for wait in self.waits
            ],
            "cycle": list(self.cycle),
        }


def numbered(
    events: Iterable[Mapping[str, Any]], own: int, more: Iterable[int] = ()
) -> dict[int, int]:
    """Numbers for process ids, which differ from run to run: 0 for the check's own.

    Args:
        events: of the recorder; the processes get their numbers in the order of these.
        own: the process that the check called the student's code in; 0 when nobody knows.
        more: other process ids, which come last.
    """
    told = [event for event in events if isinstance(event.get("pid"), int)]
    if not own:
        own = next((event["pid"] for event in told if event.get("what") == "begins"), 0)
    numbers: dict[int, int] = {own: 0}
    for pid in [*(event["pid"] for event in told), *sorted(more)]:
        numbers.setdefault(pid, len(numbers))
    return numbers


def describe(
    stacks: str,
    waits: Sequence[dict[str, Any]],
    module: str,
    *,
    own: int = 0,
    events: Sequence[Mapping[str, Any]] = (),
) -> Hang:
    """Describe a hang.

    Args:
        stacks: faulthandler's dump (hostile).
        waits: who waits for which lock (hostile).
        module: the student's module, without ``.py``.
        own: the process that the check called the student's code in; 0 when nobody knows.
        events: what the recorder saw (hostile); they number the processes.
    """
    threads = threads_of(stacks, module)
    known = [wait for raw in waits[:_MAX_WAITS] if (wait := _checked(raw, module))]
    pids = {thread.pid for thread in threads} | {wait["pid"] for wait in known}
    numbers = numbered(events, own, pids - {0})
    numbers.setdefault(0, 0)
    several = len({numbers[pid] for pid in pids}) > 1
    if several:
        threads = tuple(
            msgspec.structs.replace(at, name=_who(at.name, numbers[at.pid])) for at in threads
        )
        for wait in known:
            number = numbers[wait["pid"]]
            wait["thread"] = _who(wait["thread"], number)
            wait["holder"] = wait["holder"] and _who(wait["holder"], number)
    circle = cycle(tuple(known))
    told = {(wait["pid"], wait["line"]) for wait in known}
    sentences = [sentence(wait) for wait in _grouped(known)]
    if circle:
        sentences.append(f"They wait for each other: {' → '.join((*circle, circle[0]))}.")
    for thread in threads:
        # Before Python 3.14 a dump has no names, so a thread is known again by its line.
        if thread.line is not None and {(thread.pid, thread.line), (0, thread.line)}.isdisjoint(
            told
        ):
            where = f" in {thread.function}" if thread.function else ""
            inside = f", which waits in {thread.inside}" if thread.inside else ""
            sentences.append(f"{thread.name} is at line {thread.line}{where}{inside}.")
    sentences = sentences[:_MAX_SENTENCES] + _resting(threads, told)
    ends = _ends(threads, known, numbers) if several or events else ()
    return Hang(" ".join(sentences), threads, tuple(known), circle, ends)


def target_of(wait: dict[str, Any]) -> str:
    """What is waited for, in words: "the lock self._lock", "the end of worker"."""
    if wait["kind"] == "lock" and wait["what"] in ("", "lock"):
        return "the lock"
    return _FOR.get(wait["kind"], "{what}").replace("{what}", wait["what"] or "something")


def sentence(wait: dict[str, Any]) -> str:
    """One wait in words: "Thread-2 has waited for the lock at line 14 that Thread-1 took …"."""
    has = "have" if wait.get("several") else "has"
    text = f"{wait['thread']} {has} waited for {target_of(wait)}"
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


def _who(thread: str, number: int) -> str:
    """A thread of one of several processes: "Process 2", "Thread-1 of process 2"."""
    process = f"process {number}" if number else "the main process"
    return process[0].upper() + process[1:] if thread == MAIN else f"{thread} of {process}"


def _resting(threads: Sequence[ThreadAt], told: set[tuple[int, int | None]]) -> list[str]:
    """What those processes do that run none of the student's lines."""
    busy = {at.pid for at in threads if at.line is not None} | {pid for pid, _ in told}
    sentences = []
    for rest, (one, many) in _RESTS.items():
        names = [at.name for at in threads if at.rest == rest and at.pid not in busy and at.pid]
        if names:
            sentences.append(f"{_listed(names)} {many if names[1:] else one}.")
    return sentences


def _grouped(waits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """``waits``, those of processes that wait alike as one."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for index, wait in enumerate(waits):
        alone = not _PROCESS.fullmatch(wait["thread"]) or wait["holder"]
        key = (index,) if alone else (wait["line"], wait["kind"], wait["what"])
        groups.setdefault(key, []).append(wait)
    return [
        group[0] if not group[1:]
        else group[0] | {"thread": _listed(sorted(names, key=_number_in)), "several": True}
        for group in groups.values()
        if (names := [one["thread"] for one in group])
    ]  # fmt: skip


def _number_in(name: str) -> int:
    return int(name.rpartition(" ")[2])


def _listed(names: Sequence[str]) -> str:
    """ "Process 1", "Process 1 and process 3", "Processes 1, 3 and 4"."""
    if len(names) < 3:
        return " and ".join([names[0], *map(_inner, names[1:])])
    numbers = [name.removeprefix("Process ") for name in names]
    return f"Processes {', '.join(numbers[:-1])} and {numbers[-1]}"


def _ends(
    threads: Sequence[ThreadAt], waits: Sequence[dict[str, Any]], numbers: Mapping[int, int]
) -> tuple[dict[str, Any], ...]:
    """Where each process stands: what it waits for if that is known, else its line."""
    found: dict[int, dict[str, Any]] = {}
    for wait in waits:
        number = numbers[wait["pid"]]
        on = target_of(wait)
        found.setdefault(number, {"pid": number, "what": "hangs", "line": wait["line"], "on": on})
    for at in threads:
        number = numbers[at.pid]
        if at.line is not None:
            found.setdefault(
                number, {"pid": number, "what": "hangs", "line": at.line, "on": at.inside}
            )
    for at in threads:
        if at.rest:
            number = numbers[at.pid]
            found.setdefault(number, {"pid": number, "what": "rests", "line": None, "on": at.rest})
    return tuple(found[number] for number in sorted(found))


def _checked(raw: Any, module: str) -> dict[str, Any] | None:
    """``raw`` with the known fields; None when it names no thread, or another file."""
    if not isinstance(raw, dict) or not isinstance(raw.get("thread"), str) or not raw["thread"]:
        return None
    if _word(raw.get("file")) not in ("", f"{module}.py"):
        return None
    return {
        "pid": _number(raw.get("pid")) or 0,
        "thread": thread_name(raw["thread"]),
        "line": _number(raw.get("line")),
        "what": _word(raw.get("what")),
        "kind": _word(raw.get("kind")) or "lock",
        "holder": thread_name(_word(raw.get("holder"))),
        "holder_line": _number(raw.get("holder_line")),
    }


def _inner(name: str) -> str:
    """A name as it stands within a sentence."""
    return name[:1].lower() + name[1:] if name.startswith(("The main ", "Process ")) else name


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < 10**7 else None


def _word(value: Any) -> str:
    return one_line(value, 60) if isinstance(value, str) else ""
