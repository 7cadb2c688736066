"""Lock and RLock, modelled: types, messages and errors are CPython's."""

from __future__ import annotations

from typing import Any

from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.primitive import (
    Primitive,
    check_wait,
    deadline_of,
    is_true,
    note,
    running,
)
from grader.student.explore.runtime import Execution
from grader.student.explore.task import Task


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
