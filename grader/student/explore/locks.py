"""Lock, RLock, Condition, Event and the semaphores, modelled.

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

from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.runtime import Abort, Execution, Task, rt

TIMEOUT_MAX = 9223372036.0


def running() -> Execution:
    """Return the execution under way. Raise RuntimeError outside of one."""
    execution = rt.execution
    if execution is None:
        raise RuntimeError("a controlled primitive was used outside of its execution")
    return execution


def is_true(value: Any) -> bool:
    """A need: the probe itself."""
    return bool(value)


def deadline_of(execution: Execution, timeout: float | None) -> float | None:
    """Return the virtual time at which a wait that begins now expires."""
    return None if timeout is None else execution.current.time + max(timeout, 0.0)


class Primitive:
    """What all modelled objects share: a key, a clock, and the place they were made at."""

    kind = "object"

    def __init__(self) -> None:
        execution = running()
        self._serial = execution.next_serial()
        self._key = (self.kind, self._serial)
        self.time = 0.0
        if execution.recorder is not None:
            execution.recorder.made(self)

    def probe(self) -> Any:
        """Return the state that blocking operations depend on."""
        return None

    def __hash__(self) -> int:
        # By the order of creation, so that sets of these iterate alike in each execution.
        return hash(self._serial)


class Lock(Primitive):
    """``threading.Lock``. Probe: is it free?"""

    kind = "lock"

    def __init__(self) -> None:
        super().__init__()
        self._owner: Task | None = None
        self._locked = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        raise TypeError("type '_thread.lock' is not an acceptable base type")

    def probe(self) -> bool:
        return not self._locked

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Acquire the lock, as ``threading.Lock.acquire`` does."""
        wait = check_wait(blocking, timeout)
        execution = running()
        op = Op(
            "acquire" if wait != 0 else "try_acquire",
            ((self._key, WRITE),),
            obj=self,
            target=self,
            needs=is_true if wait != 0 else None,
            deadline=None if wait is None or wait == 0 else deadline_of(execution, wait),
        )
        execution.visible(op)
        if self._locked:
            note(execution, "failed")
            return False
        self._locked = True
        self._owner = execution.current
        if execution.recorder is not None:
            execution.recorder.took(execution.current, self)
        return True

    def release(self) -> None:
        """Release the lock; any thread may."""
        execution = running()
        execution.visible(Op("release", ((self._key, WRITE),), obj=self, target=self))
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        if execution.recorder is not None:
            execution.recorder.dropped(self._owner, self)
        self._locked = False
        self._owner = None

    def locked(self) -> bool:
        """Return whether the lock is held."""
        running().visible(Op("locked", ((self._key, READ),), obj=self, target=self))
        return self._locked

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: Any) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self._locked = False
        self._owner = None

    def __repr__(self) -> str:
        state = "locked" if self._locked else "unlocked"
        return f"<{state} _thread.lock object at 0x{0x7F0000000000 + self._serial * 64:x}>"

    # What Condition needs of a lock that it waits with.
    def _is_owned(self) -> bool:
        return self._locked

    def _give_up(self, execution: Execution) -> int:
        if execution.recorder is not None:
            execution.recorder.dropped(self._owner, self)
        self._locked = False
        self._owner = None
        return 1

    def _take_back(self, execution: Execution, count: int) -> None:
        self._locked = True
        self._owner = execution.current
        if execution.recorder is not None:
            execution.recorder.took(execution.current, self)


class RLock(Primitive):
    """``threading.RLock``. Probe: the owning task, or None."""

    kind = "rlock"

    def __init__(self) -> None:
        super().__init__()
        self._owner: Task | None = None
        self._count = 0

    def probe(self) -> Task | None:
        return self._owner

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Acquire the lock, once more if this thread has it."""
        wait = check_wait(blocking, timeout)
        execution = running()
        me = execution.current
        op = Op(
            "acquire" if wait != 0 else "try_acquire",
            ((self._key, WRITE),),
            obj=self,
            target=self,
            needs=(lambda owner: owner is None or owner is me) if wait != 0 else None,
            deadline=None if wait is None or wait == 0 else deadline_of(execution, wait),
        )
        execution.visible(op)
        if self._owner is not None and self._owner is not me:
            note(execution, "failed")
            return False
        self._owner = me
        self._count += 1
        if execution.recorder is not None and self._count == 1:
            execution.recorder.took(me, self)
        return True

    __enter__ = acquire

    def release(self) -> None:
        """Undo one acquire."""
        execution = running()
        execution.visible(Op("release", ((self._key, WRITE),), obj=self, target=self))
        if self._owner is not execution.current:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            if execution.recorder is not None:
                execution.recorder.dropped(self._owner, self)
            self._owner = None

    def __exit__(self, *exc_info: Any) -> None:
        self.release()

    def locked(self) -> bool:
        """Return whether any thread holds the lock."""
        running().visible(Op("locked", ((self._key, READ),), obj=self, target=self))
        return self._owner is not None

    def __repr__(self) -> str:
        state = "locked" if self._count else "unlocked"
        owner = self._owner.ident if self._owner else 0
        return (
            f"<{state} _thread.RLock object owner={owner} count={self._count} "
            f"at 0x{0x7F0000000000 + self._serial * 64:x}>"
        )

    def _is_owned(self) -> bool:
        return self._owner is running().current

    def _recursion_count(self) -> int:
        return self._count if self._is_owned() else 0

    def _give_up(self, execution: Execution) -> int:
        count, self._count = self._count, 0
        if execution.recorder is not None:
            execution.recorder.dropped(self._owner, self)
        self._owner = None
        return count

    def _take_back(self, execution: Execution, count: int) -> None:
        self._owner = execution.current
        self._count = count
        if execution.recorder is not None:
            execution.recorder.took(execution.current, self)


def check_wait(blocking: bool, timeout: float) -> float | None:
    """Return how long to wait: None for ever, 0 not at all. Errors are CPython's."""
    if not blocking:
        if timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        return 0
    if timeout == -1:
        return None
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return timeout


def note(execution: Execution, text: str) -> None:
    """Add what came of it to the step just recorded."""
    if execution.recorder is not None:
        execution.recorder.note(text)


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


def lock_free(probe: Any) -> bool:
    """A need of a lock of either sort: its probe says that nobody holds it."""
    return probe is None or probe is True


def never(probe: Any) -> bool:
    """A need that only the clock can end."""
    return False


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


__all__ = ["Abort", "BoundedSemaphore", "Condition", "Event", "Lock", "RLock", "Semaphore"]
