"""Condition, Event and the semaphores, modelled.

Each blocking call is one visible operation, so there are fewer schedules to
look at than in CPython's layered implementation, with the same outcomes: types,
messages, FIFO order of waiters, and the small print are CPython's. One piece of
small print matters: a thread whose timed ``Condition.wait`` expired stays on
the list of waiters until it has the lock again, so a notification in between is
spent on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from grader.student.explore.locks import RLock
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.primitive import (
    Primitive,
    deadline_of,
    is_true,
    lock_free,
    never,
    note,
    running,
)
from grader.student.explore.runtime import Execution


class _Waiter:
    """A thread in ``Condition.wait``."""

    __slots__ = ("notified",)

    def __init__(self) -> None:
        self.notified = False


class Condition(Primitive):
    """``threading.Condition`` over a modelled lock."""

    kind = "condition"

    def __init__(self, lock: Any = None) -> None:
        super().__init__()
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        self._waiters: deque[_Waiter] = deque()

    def __enter__(self) -> bool:
        return bool(self._lock.__enter__())

    def __exit__(self, *exc_info: Any) -> None:
        self._lock.__exit__(*exc_info)

    def locked(self) -> bool:
        """Return whether the lock is held."""
        return bool(self._lock.locked())

    def __repr__(self) -> str:
        return f"<Condition({self._lock}, {len(self._waiters)})>"

    def _is_owned(self) -> bool:
        return bool(self._lock._is_owned())

    def wait(self, timeout: float | None = None) -> bool:
        """Release the lock, wait to be notified, take the lock back."""
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        execution = running()
        lock = self._lock
        waiter = _Waiter()
        both = ((lock._key, WRITE), (self._key, WRITE))
        execution.visible(Op("wait", both, obj=self, target=lock))
        self._waiters.append(waiter)
        count = lock._give_up(execution)

        def notified() -> bool:
            return waiter.notified

        try:
            if timeout is None:
                execution.visible(
                    Op(
                        "wake",
                        both,
                        obj=self,
                        target=lock,
                        needs=lock_free,
                        ready=lambda: waiter.notified and lock_free(lock.probe()),
                    )
                )
                return True
            # Two operations: what is notified between the expiry and the lock is spent.
            own = ((self._key, WRITE),)
            execution.visible(
                Op(
                    "expire",
                    own,
                    obj=self,
                    needs=never,
                    ready=notified,
                    deadline=deadline_of(execution, timeout),
                )
            )
            got = waiter.notified
            if not got:
                note(execution, "timed out")
            execution.visible(Op("wake", both, obj=self, target=lock, needs=lock_free))
            return got
        finally:
            if not execution.ending:
                lock._take_back(execution, count)
                if waiter in self._waiters:
                    self._waiters.remove(waiter)

    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
        """Wait until the predicate is true; return its last value."""
        execution = running()
        endtime: float | None = None
        waittime = timeout
        result = predicate()
        while not result:
            if waittime is not None:
                if endtime is None:
                    endtime = execution.current.time + waittime
                else:
                    waittime = endtime - execution.current.time
                    if waittime <= 0:
                        break
            self.wait(waittime)
            result = predicate()
        return result

    def notify(self, n: int = 1) -> None:
        """Wake at most ``n`` waiters, the oldest first."""
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        execution = running()
        execution.visible(Op("notify" if n == 1 else "notify_all", ((self._key, WRITE),), obj=self))
        woken = 0
        while self._waiters and woken < n:
            self._waiters.popleft().notified = True
            woken += 1
        note(execution, f"wakes {woken}" if woken else "nobody waits")

    def notify_all(self) -> None:
        """Wake all waiters."""
        self.notify(max(len(self._waiters), 2))

    def notifyAll(self) -> None:  # noqa: N802 - the deprecated name that CPython still has
        """Wake all waiters."""
        self.notify_all()


class Event(Primitive):
    """``threading.Event``. Probe: the flag."""

    kind = "event"

    def __init__(self) -> None:
        super().__init__()
        self._flag = False
        self._waiters: list[_Waiter] = []

    def probe(self) -> bool:
        return self._flag

    def is_set(self) -> bool:
        """Return the flag."""
        running().visible(Op("is_set", ((self._key, READ),), obj=self, target=self))
        return self._flag

    isSet = is_set  # noqa: N815 - the deprecated name that CPython still has

    def set(self) -> None:
        """Set the flag and wake everybody."""
        running().visible(Op("set", ((self._key, WRITE),), obj=self, target=self))
        self._flag = True
        for waiter in self._waiters:
            waiter.notified = True
        self._waiters.clear()

    def clear(self) -> None:
        """Clear the flag."""
        running().visible(Op("clear", ((self._key, WRITE),), obj=self, target=self))
        self._flag = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the flag; return whether it is set."""
        execution = running()
        if execution.pulses:
            return self._wait_in_two(execution, timeout)
        execution.visible(
            Op(
                "wait",
                ((self._key, READ),),
                obj=self,
                target=self,
                needs=is_true,
                deadline=deadline_of(execution, timeout),
            )
        )
        if not self._flag:
            note(execution, "timed out")
        return self._flag

    def _wait_in_two(self, execution: Execution, timeout: float | None) -> bool:
        """Look, then wait: whoever waits when the flag is set goes on, cleared or not."""
        execution.visible(Op("look", ((self._key, WRITE),), obj=self, target=self))
        if self._flag:
            return True
        waiter = _Waiter()
        self._waiters.append(waiter)
        execution.visible(
            Op(
                "wait",
                ((self._key, WRITE),),
                obj=self,
                target=self,
                needs=never,
                ready=lambda: waiter.notified,
                deadline=deadline_of(execution, timeout),
            )
        )
        if not waiter.notified:
            self._waiters.remove(waiter)
            note(execution, "timed out")
        return waiter.notified

    def __repr__(self) -> str:
        return f"<threading.Event at 0x{self._serial:x}: {'set' if self._flag else 'unset'}>"


class Semaphore(Primitive):
    """``threading.Semaphore``. Probe: the number of free slots."""

    kind = "semaphore"

    def __init__(self, value: int = 1) -> None:
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        super().__init__()
        self._value = value

    def probe(self) -> int:
        return self._value

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take a slot, waiting for one if need be."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        execution = running()
        execution.visible(
            Op(
                "acquire" if blocking else "try_acquire",
                ((self._key, WRITE),),
                obj=self,
                target=self,
                needs=is_true if blocking else None,
                deadline=deadline_of(execution, timeout),
            )
        )
        if not self._value:
            note(execution, "failed")
            return False
        self._value -= 1
        return True

    def __enter__(self) -> bool:
        return self.acquire()

    def release(self, n: int = 1) -> None:
        """Give back ``n`` slots."""
        if n < 1:
            raise ValueError("n must be one or more")
        running().visible(Op("release", ((self._key, WRITE),), obj=self, target=self))
        self._check(n)
        self._value += n

    def _check(self, n: int) -> None:
        pass

    def __exit__(self, *exc_info: Any) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<threading.{type(self).__name__} at 0x{self._serial:x}: value={self._value}>"


class BoundedSemaphore(Semaphore):
    """``threading.BoundedSemaphore``."""

    def __init__(self, value: int = 1) -> None:
        super().__init__(value)
        self._initial_value = value

    def __repr__(self) -> str:
        where = f"<threading.{type(self).__name__} at 0x{self._serial:x}: value="
        return f"{where}{self._value}/{self._initial_value}>"

    def _check(self, n: int) -> None:
        if self._value + n > self._initial_value:
            raise ValueError("Semaphore released too many times")
