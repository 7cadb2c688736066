"""Asks a child that hangs, and the processes it forked, where they stand.

Two signals (see ``signals``). The first is answered by Python code with who waits for which lock.
The second is answered by ``faulthandler`` from C, which writes no end mark: so it is sent twice, to
the main thread, which handles the two one after the other. When the second dump begins, the first
one is complete. All of it is information for the report: no verdict depends on it, and whoever does
not answer in time is passed over.
"""

from __future__ import annotations

import os
import selectors
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from grader.student import kernel, signals, syscalls

if TYPE_CHECKING:
    from grader.student.supervise import Stream

WAITS_CPU = 0.3
"""Seconds of CPU time after which a child that computes has not answered: it is in a C loop."""
WAITS_TIME = 3.0
"""Seconds that a child has which waits, and is only not let in yet."""
ASKING_TIME = 6.0
"""Seconds in all; only a busy machine needs more than a few milliseconds."""
OTHERS_TIME = 1.0
"""Seconds for all but the child: one may have closed the pipe into which it should answer."""
MAX_DUMPED = 6
"""Processes that are asked."""


class Interrogation:
    """Questions to the processes of one child.

    Args:
        selector: watches the pipes; its keys' data are their names.
        streams: the pipes by name; ``notes`` and ``stacks`` bring the answers.
    """

    def __init__(self, selector: selectors.BaseSelector, streams: dict[str, Stream]) -> None:
        self._selector = selector
        self._streams = streams
        self._deadline = time.monotonic() + ASKING_TIME

    def run(self, child: int, others: Iterable[int]) -> str:
        """Ask ``child``, then ``others``, what they wait for and for their stacks.

        Returns:
            The dumps, as Latin-1, each under a line ``Process <pid>:``; the child's comes first.
        """
        dumps = [self._asked(child, time.monotonic() + WAITS_TIME, self._deadline)]
        deadline = time.monotonic() + OTHERS_TIME
        willing = [
            pid
            for pid in others
            if pid != child and signals.can_answer(pid, signals.STACKS)
        ]  # fmt: skip
        dumps += [self._asked(pid, deadline, deadline) for pid in willing[: MAX_DUMPED - 1]]
        return "\n".join(dumps)

    def _asked(self, pid: int, waits_by: float, stacks_by: float) -> str:
        if signals.can_answer(pid, signals.WAITS):
            self._ask_for_waits(pid, waits_by)
        answers = signals.can_answer(pid, signals.STACKS)
        return f"Process {pid}:\n{self._stacks(pid, stacks_by) if answers else ''}"

    def _ask_for_waits(self, pid: int, deadline: float) -> None:
        notes = self._streams["notes"]
        before = notes.kept().count(b"\nW")
        most = signals.cpu_time(pid) + WAITS_CPU
        with suppress(ProcessLookupError):
            os.kill(pid, signals.WAITS)
        self._read_until(
            lambda: notes.kept().count(b"\nW") > before or signals.cpu_time(pid) > most, deadline
        )

    def _stacks(self, pid: int, deadline: float) -> str:
        stream = self._streams["stacks"]
        start = len(stream.kept())
        for _ in range(2):
            _send_to_main_thread(pid, signals.STACKS)

        def dump() -> tuple[str, bool]:
            return first_dump(stream.kept()[start:].decode("latin-1"))

        self._read_until(lambda: dump()[1], deadline)
        return dump()[0]

    def _read_until(self, done: Callable[[], bool], deadline: float) -> None:
        while not done() and time.monotonic() < deadline:
            for key, _ in self._selector.select(0.01):
                stream = self._streams.get(key.data)
                if stream is not None and not stream.receive():
                    self._selector.unregister(key.fd)


def first_dump(text: str) -> tuple[str, bool]:
    """The first of two dumps that follow each other, and whether it is complete."""
    first, _, rest = text.partition("\n")
    again = rest.find(first + "\n") if first else -1
    if again < 0:
        return text, False
    return f"{first}\n{rest[:again]}", True


def _send_to_main_thread(pid: int, number: int) -> None:
    """Two signals to a process may go to two threads at once; to a thread they follow."""
    call = syscalls.number("tgkill", kernel.machine()) if _has_numbers() else None
    with suppress(OSError):
        if call is None:
            os.kill(pid, number)
        else:
            kernel.syscall(call, pid, pid, number)


def _has_numbers() -> bool:
    return kernel.LINUX and kernel.machine() in syscalls.MACHINES
