"""Stacks of a run that hung, read from a dump of faulthandler.

The dump comes out of processes that the student's code controls, so it is hostile text: what does
not have the expected form is left out. Each process's stacks follow a line ``Process <pid>:``, the
scenario's own first; a dump without such lines is of one process.
"""

from __future__ import annotations

import re

import msgspec

from grader.checks.render import one_line

MAIN = "The main thread"
_MAX_THREADS = 16
_MAX_PROCESSES = 8
_MAX_DUMP = 256 << 10
_PROCESS = re.compile(r"Process (\d{1,9}):")
_HEADING = re.compile(
    r"(?:Current )?[Tt]hread (0x[0-9a-fA-F]+)(?: \[([^\]\n]*)\])? \(most recent call first\):"
)
_FRAME = re.compile(r'  File "([^"\n]*)", line (\d{1,7}) in ([^\n]+)')
_AT_REST = {
    ("multiprocessing/pool.py", "worker"): "next task",
    ("concurrent/futures/process.py", "_process_worker"): "next task",
    ("multiprocessing/queues.py", "_finalize_join"): "queue not emptied",
}
"""Places of the library whose processes run no line of the student's, and what that means."""

_FORKED = ("multiprocessing/process.py", "_bootstrap")
"""The first function of a process; what is outside of it was left by the one that forked it."""

_Frames = list[tuple[str, int, str]]


class ThreadAt(msgspec.Struct, frozen=True):
    """Where one thread of the student's processes was."""

    name: str
    line: int | None
    """The innermost line of the student's file; None when it runs none of it."""
    function: str
    inside: str = ""
    """The library function that the line called, innermost; empty when none."""
    pid: int = 0
    """Of its process; 0 when the dump does not say."""
    rest: str = ""
    """What it is at where it runs no line of the student's: ``next task``, ``queue not emptied``,
    or empty."""


def threads_of(dump: str, module: str) -> tuple[ThreadAt, ...]:
    """The threads in a dump: process by process, in each the main thread first."""
    found: list[tuple[int, list[tuple[str | None, _Frames]]]] = [(0, [])]
    for text in dump[:_MAX_DUMP].splitlines():
        if process := _PROCESS.fullmatch(text.strip()):
            found.append((int(process[1]), []))
        elif heading := _HEADING.fullmatch(text.strip()):
            found[-1][1].append((heading[2], []))
        elif found[-1][1] and (match := _FRAME.fullmatch(text.rstrip())):
            frames = found[-1][1][-1][1]
            if not frames or (frames[-1][0], frames[-1][2]) != _FORKED:
                frames.append((match[1], int(match[2]), match[3]))
    threads = []
    for pid, stacks in found[: _MAX_PROCESSES + 1]:
        # faulthandler dumps the youngest thread first, the main thread last.
        for index, (name, frames) in enumerate(reversed(stacks[-_MAX_THREADS:])):
            # Since Python 3.14 a dump has names; the main thread's is that of the program.
            own = MAIN if index == 0 else thread_name(name) if name else f"Thread {index + 1}"
            threads.append(_place(own, frames, module, pid))
    return tuple(threads)


def thread_name(name: str) -> str:
    """A thread's name for a sentence."""
    return MAIN if name == "MainThread" else one_line(name, 60)


def is_students(file: str, module: str) -> bool:
    """Whether a place in ``file`` is one in the student's file.

    Files of the library have their folder in their name: ``multiprocessing/pool.py`` is none of
    the student's, whose file is ``pool.py`` or a whole path.
    """
    path = file.replace("\\", "/")
    return _base(path) == f"{module}.py" and ("/" not in path or path.startswith("/"))


def _place(name: str, frames: _Frames, module: str, pid: int) -> ThreadAt:
    for depth, (file, line, function) in enumerate(frames):
        if is_students(file, module):
            inside = ""
            if depth:
                library = frames[depth - 1]
                inside = one_line(f"{_base(library[0]).removesuffix('.py')}.{library[2]}", 80)
            return ThreadAt(name, line, one_line(function, 80), inside, pid)
    rest = next((_AT_REST[at] for frame in frames if (at := (frame[0], frame[2])) in _AT_REST), "")
    return ThreadAt(name, None, "", "", pid, rest)


def _base(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1]
