"""Picklable functions for checks to pass into student code.

They carry plain data and a path, never a lock, a pipe or a closure: so they reach worker
processes under every start method, by whatever way the student sends them.
"""

from __future__ import annotations

import multiprocessing.util
import os
import signal
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from grader.student import recorder
from grader.student.referee import Referee, whereabouts


class Returns:
    """The task returns ``value``."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, *_: Any) -> Any:
        return self.value


class Raises:
    """The task raises ``kind(*arguments)``."""

    def __init__(self, kind: type[BaseException], *arguments: Any) -> None:
        self.kind, self.arguments = kind, arguments

    def __call__(self, *_: Any) -> Any:
        raise self.kind(*self.arguments)


class Payload:
    """The task returns ``size`` bytes: more than a pipe's buffer holds, if need be."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __call__(self, *_: Any) -> bytes:
        return b"x" * self.size


class Dies:
    """The task ends its process, by a signal or with an exit code, without any cleanup."""

    def __init__(self, *, by: int = signal.SIGKILL, code: int | None = None) -> None:
        self.by, self.code = by, code

    def __call__(self, *_: Any) -> Any:
        if self.code is not None:
            os._exit(self.code)
        os.kill(os.getpid(), self.by)
        signal.pause()


class Echo:
    """The task returns its argument, or the tuple of several."""

    def __call__(self, *arguments: Any) -> Any:
        return arguments[0] if len(arguments) == 1 else arguments


class Where:
    """The task returns where it ran: ``{pid, ppid, thread, main}``."""

    def __call__(self, *_: Any) -> dict[str, Any]:
        return whereabouts()


class Affine:
    """The task returns ``factor * argument + offset``: an answer that nobody guesses."""

    def __init__(self, factor: int, offset: int) -> None:
        self.factor, self.offset = factor, offset

    def __call__(self, argument: int) -> int:
        return self.factor * argument + self.offset


class Task:
    """A function that arrives at a gate, waits there, and then does what was agreed.

    Args:
        referee: whom it reports to.
        gate: where it arrives; None to only record its start and end.
        then: what it does when let through, called with its arguments; by default it returns them.
        special: what it does instead, by key.
        key: what names a call; by default its first argument.
        lingers: a gate at which the process arrives when it ends, so that a process that nobody
            joins is still there when the student's function has returned. Works in processes made
            by :mod:`multiprocessing`.
    """

    def __init__(
        self,
        referee: Referee,
        gate: str | None = None,
        then: Callable[..., Any] | None = None,
        *,
        special: Mapping[Hashable, Callable[..., Any]] | None = None,
        key: Any = None,
        lingers: str | None = None,
    ) -> None:
        self.referee = referee
        self.gate = gate
        self.then = Echo() if then is None else then
        self.special = dict(special or {})
        self.key = key
        self.lingers = lingers

    def __call__(self, *arguments: Any) -> Any:
        key = self.key if self.key is not None or not arguments else arguments[0]
        if self.lingers is not None:
            _linger_at_exit(self.referee, self.lingers)
        folder = self.referee.folder
        recorder.note(folder, key, "start")
        try:
            if self.gate is None:
                value = self._act(key, arguments)
            else:
                with self.referee.visit(self.gate, key):
                    value = self._act(key, arguments)
        except BaseException as error:
            recorder.note(folder, key, f"raised {type(error).__name__}")
            raise
        recorder.note(folder, key, "end")
        return value

    def _act(self, key: Any, arguments: tuple[Any, ...]) -> Any:
        action = self.special.get(key, self.then) if isinstance(key, Hashable) else self.then
        return action(*arguments)


class Visitor:
    """An exit handler that arrives at a gate, and is content when the referee is gone."""

    def __init__(self, referee: Referee, gate: str) -> None:
        self.referee, self.gate = referee, gate

    def __call__(self) -> None:
        try:
            with self.referee.visit(self.gate, os.getpid()):
                pass
        except RuntimeError:
            return


_lingering: set[tuple[int, str]] = set()


def _linger_at_exit(referee: Referee, gate: str) -> None:
    mark = (os.getpid(), gate)
    if mark not in _lingering and multiprocessing.parent_process() is not None:
        _lingering.add(mark)
        # Last of all, so that everything the process still had to send is sent.
        multiprocessing.util.Finalize(None, Visitor(referee, gate), exitpriority=-100)
