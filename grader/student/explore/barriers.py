"""``threading.Barrier`` and ``threading.Timer``, by CPython's algorithms on modelled parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.student.explore.opaque import call_native
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.primitive import Primitive, deadline_of, note, running
from grader.student.explore.signals import Event
from grader.student.explore.threads import Thread

FILLING, DRAINING, RESETTING, BROKEN = 0, 1, -1, -2


class BrokenBarrierError(RuntimeError):
    """Raised by a barrier that was broken or reset."""


class Barrier(Primitive):
    """``threading.Barrier``. Probe: (state, is the action running)."""

    kind = "barrier"

    def __init__(
        self, parties: int, action: Callable[[], Any] | None = None, timeout: float | None = None
    ) -> None:
        if parties < 1:
            raise ValueError("parties must be >= 1")
        super().__init__()
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._state = FILLING
        self._count = 0
        self._busy = False

    def probe(self) -> tuple[int, bool]:
        return (self._state, self._busy)

    def _visible(
        self, kind: str, needs: Any, timeout: float | None = None, mode: int = WRITE
    ) -> None:
        execution = running()
        execution.visible(
            Op(
                kind,
                ((self._key, mode),),
                obj=self,
                target=self,
                needs=needs,
                deadline=deadline_of(execution, timeout),
            )
        )

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the other parties; return which one this thread was."""
        if timeout is None:
            timeout = self._timeout
        self._visible("wait", may_enter)
        if self._state == BROKEN:
            raise BrokenBarrierError
        index = self._count
        self._count += 1
        try:
            if index + 1 == self._parties:
                note(running(), "the last one")
                self._release()
            else:
                self._visible("pass", may_pass, timeout)
                if self._state == FILLING:
                    self._state = BROKEN  # timed out
                    raise BrokenBarrierError
                if self._state < 0:
                    raise BrokenBarrierError
            return index
        finally:
            self._count -= 1
            if self._count == 0 and self._state in (RESETTING, DRAINING):
                self._state = FILLING

    def _release(self) -> None:
        try:
            if self._action is not None:
                self._busy = True
                try:
                    self._action()
                finally:
                    self._busy = False
            self._state = DRAINING
        except BaseException:
            self._state = BROKEN
            raise

    def reset(self) -> None:
        """Back to the empty state; those who wait get BrokenBarrierError."""
        self._visible("reset", not_busy)
        if self._count > 0:
            if self._state in (FILLING, BROKEN):
                self._state = RESETTING
        else:
            self._state = FILLING

    def abort(self) -> None:
        """Break the barrier."""
        self._visible("abort", not_busy)
        self._state = BROKEN

    def __repr__(self) -> str:
        where = f"<threading.Barrier at 0x{self._serial:x}: "
        if self._state == BROKEN:
            return where + "broken>"
        return f"{where}waiters={self._count}/{self._parties}>"

    @property
    def parties(self) -> int:
        """How many threads must meet."""
        return self._parties

    @property
    def n_waiting(self) -> int:
        """How many threads wait now."""
        self._visible("n_waiting", None, mode=READ)
        return self._count if self._state == FILLING else 0

    @property
    def broken(self) -> bool:
        """Whether the barrier is broken."""
        self._visible("broken", None, mode=READ)
        return self._state == BROKEN


def may_enter(probe: tuple[int, bool]) -> bool:
    """A need: the last round has been left, and no action runs."""
    return not probe[1] and probe[0] not in (DRAINING, RESETTING)


def may_pass(probe: tuple[int, bool]) -> bool:
    """A need: the barrier is no longer filling."""
    return not probe[1] and probe[0] != FILLING


def not_busy(probe: tuple[int, bool]) -> bool:
    """A need: no action runs."""
    return not probe[1]


class Timer(Thread):
    """``threading.Timer``."""

    def __init__(
        self,
        interval: float,
        function: Callable[..., Any],
        args: Any = None,
        kwargs: Any = None,
    ) -> None:
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self) -> None:
        """Stop the timer if it has not fired."""
        self.finished.set()

    def run(self) -> None:
        """Wait, then call the function unless cancelled."""
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            call_native(self.function, self.args, self.kwargs)
        self.finished.set()
