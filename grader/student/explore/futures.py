"""``concurrent.futures``: Future, ``wait`` and ``as_completed``, modelled.

The exceptions and constants are the real ones.
"""

from __future__ import annotations

import concurrent.futures as real
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import _base
from typing import Any

from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.primitive import Primitive, deadline_of, note, running
from grader.student.explore.task import Abort

PENDING, RUNNING = _base.PENDING, _base.RUNNING
CANCELLED, NOTIFIED = _base.CANCELLED, _base.CANCELLED_AND_NOTIFIED
FINISHED = _base.FINISHED
OVER = frozenset({CANCELLED, NOTIFIED, FINISHED})


def is_over(state: str) -> bool:
    """A need: the future has its result, or never will."""
    return state in OVER


class Future(Primitive):
    """``concurrent.futures.Future``. Probe: its state."""

    kind = "future"

    def __init__(self) -> None:
        super().__init__()
        self._state = PENDING
        self._result: Any = None
        self._exception: BaseException | None = None
        self._done_callbacks: list[Callable[[Any], Any]] = []
        self._order = -1

    def probe(self) -> str:
        return self._state

    def _visible(
        self, kind: str, mode: int, needs: Any = None, timeout: float | None = None
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

    def __repr__(self) -> str:
        where = f"<Future at 0x{self._serial:x} state={self._state.lower()}"
        if self._state != FINISHED:
            return where + ">"
        if self._exception is not None:
            return f"{where} raised {type(self._exception).__name__}>"
        return f"{where} returned {type(self._result).__name__}>"

    def _over(self, state: str) -> None:
        self._state = state
        if self._order < 0:
            self._order = running().next_serial()
        callbacks = self._done_callbacks
        for callback in callbacks:
            try:
                callback(self)
            except Abort:
                raise
            except Exception:
                note(running(), "a callback raised")

    def cancel(self) -> bool:
        """Cancel the future unless it runs or has ended."""
        self._visible("cancel", WRITE)
        if self._state in (RUNNING, FINISHED):
            return False
        if self._state in (CANCELLED, NOTIFIED):
            return True
        self._over(CANCELLED)
        return True

    def cancelled(self) -> bool:
        """Return whether the future was cancelled."""
        self._visible("cancelled", READ)
        return self._state in (CANCELLED, NOTIFIED)

    def running(self) -> bool:
        """Return whether the call runs."""
        self._visible("running", READ)
        return self._state == RUNNING

    def done(self) -> bool:
        """Return whether the future has ended."""
        self._visible("done", READ)
        return self._state in OVER

    def add_done_callback(self, fn: Callable[[Any], Any]) -> None:
        """Call ``fn(future)`` when the future has ended."""
        self._visible("add_done_callback", WRITE)
        if self._state not in OVER:
            self._done_callbacks.append(fn)
            return
        try:
            fn(self)
        except Abort:
            raise
        except Exception:
            note(running(), "a callback raised")

    def _await(self, kind: str, timeout: float | None) -> None:
        self._visible(kind, READ, is_over, timeout)
        if self._state in (CANCELLED, NOTIFIED):
            raise real.CancelledError
        if self._state != FINISHED:
            raise real.TimeoutError

    def result(self, timeout: float | None = None) -> Any:
        """Return the call's value or raise its exception."""
        self._await("result", timeout)
        if self._exception is not None:
            try:
                raise self._exception
            finally:
                self = None  # type: ignore[assignment] # break the cycle, as CPython does
        return self._result

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Return the call's exception."""
        self._await("exception", timeout)
        return self._exception

    def set_running_or_notify_cancel(self) -> bool:
        """Mark the call as running; False when it was cancelled."""
        self._visible("set_running", WRITE)
        if self._state == CANCELLED:
            self._state = NOTIFIED
            return False
        if self._state == PENDING:
            self._state = RUNNING
            return True
        raise RuntimeError("Future in unexpected state")

    def set_result(self, result: Any) -> None:
        """End the future with a value."""
        self._visible("set_result", WRITE)
        self._refuse_twice()
        self._result = result
        self._over(FINISHED)

    def set_exception(self, exception: BaseException | None) -> None:
        """End the future with an exception."""
        self._visible("set_exception", WRITE)
        self._refuse_twice()
        self._exception = exception
        self._over(FINISHED)

    def _refuse_twice(self) -> None:
        if self._state in OVER:
            raise real.InvalidStateError(f"{self._state}: {self!r}")


def _await_all(
    fs: Iterable[Any], kind: str, ready: Callable[[], bool], timeout: float | None
) -> None:
    execution = running()
    execution.visible(
        Op(
            kind,
            tuple((f._key, READ) for f in fs),
            ready=ready,
            needs=bool,
            deadline=deadline_of(execution, timeout),
        )
    )


def wait(
    fs: Iterable[Any], timeout: float | None = None, return_when: str = "ALL_COMPLETED"
) -> Any:
    """``concurrent.futures.wait``."""
    futures = sorted(set(fs), key=lambda f: f._serial)

    def ready() -> bool:
        over = [f for f in futures if f._state in OVER]
        if return_when == "FIRST_COMPLETED" and over:
            return True
        if return_when == "FIRST_EXCEPTION" and any(
            f._state == FINISHED and f._exception is not None for f in over
        ):
            return True
        return len(over) == len(futures)

    if return_when not in ("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"):
        raise ValueError(f"Invalid return condition: {return_when!r}")
    _await_all(futures, "wait", ready, timeout)
    done = {f for f in futures if f._state in OVER}
    return _base.DoneAndNotDoneFutures(done, set(futures) - done)


def as_completed(fs: Iterable[Any], timeout: float | None = None) -> Iterator[Any]:
    """``concurrent.futures.as_completed``: in the order in which the futures end."""
    execution = running()
    left = sorted(set(fs), key=lambda f: f._serial)
    total = len(left)
    endtime = None if timeout is None else execution.current.time + timeout
    while left:
        waittime = None if endtime is None else endtime - execution.current.time
        _await_all(left, "wait", lambda: any(f._state in OVER for f in left), waittime)
        over = sorted((f for f in left if f._state in OVER), key=lambda f: f._order)
        if not over:
            raise real.TimeoutError(f"{len(left)} (of {total}) futures unfinished")
        left.remove(over[0])
        yield over.pop(0)
