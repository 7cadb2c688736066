"""``multiprocessing``'s locks, queues and values, and ``multiprocessing.dummy``, for threads.

They work between threads as well as between processes, and a program that uses them so is right.
Here they are faces of the modelled primitives: what differs is the names of parameters and the
errors, which are CPython's. Processes themselves, managers and pipes stay refused.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.dummy
import multiprocessing.pool
from collections.abc import Callable
from types import ModuleType
from typing import Any

from grader.student.explore import barriers, locks, queues, signals, threads
from grader.student.explore.thread_pool import AsyncResult, IMapIterator, ThreadPool

Copy = Callable[[ModuleType, dict[str, Any]], ModuleType]
Refuse = Callable[[str], Callable[..., Any]]


class Lock:
    """``multiprocessing.Lock``."""

    _too_many: tuple[type[Exception], str] = ValueError, "semaphore or lock released too many times"

    def __init__(self) -> None:
        self._lock = self._make()

    def _make(self) -> Any:
        return locks.Lock()

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Acquire it; None waits for ever, a negative timeout not at all."""
        if not block:
            return bool(self._lock.acquire(False))
        return bool(self._lock.acquire(True, -1 if timeout is None else max(0.0, timeout)))

    def release(self) -> None:
        """Release it."""
        try:
            self._lock.release()
        except RuntimeError:
            raise self._too_many[0](self._too_many[1]) from None

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: Any) -> None:
        self.release()


class RLock(Lock):
    """``multiprocessing.RLock``."""

    _too_many = AssertionError, "attempt to release recursive lock not owned by thread"

    def _make(self) -> Any:
        return locks.RLock()


class Semaphore:
    """``multiprocessing.Semaphore``."""

    def __init__(self, value: int = 1) -> None:
        self._semaphore = self._make(value)

    def _make(self, value: int) -> Any:
        return signals.Semaphore(value)

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take one."""
        return bool(self._semaphore.acquire(block, timeout if block else None))

    def release(self) -> None:
        """Give one back."""
        try:
            self._semaphore.release()
        except ValueError:
            raise ValueError("semaphore or lock released too many times") from None

    def get_value(self) -> int:
        """Return how many there are."""
        return int(self._semaphore._value)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: Any) -> None:
        self.release()


class BoundedSemaphore(Semaphore):
    """``multiprocessing.BoundedSemaphore``."""

    def _make(self, value: int) -> Any:
        return signals.BoundedSemaphore(value)


class Condition(signals.Condition):
    """``multiprocessing.Condition``."""

    def __init__(self, lock: Any = None) -> None:
        super().__init__(lock._lock if isinstance(lock, Lock) else lock)


class Queue(queues.Queue):
    """``multiprocessing.Queue``: what is put is there at once."""

    def close(self) -> None:
        """Nothing is left to be closed."""

    def join_thread(self) -> None:
        """There is no feeder thread."""

    def cancel_join_thread(self) -> None:
        """There is no feeder thread."""


class SimpleQueue(queues.SimpleQueue):
    """``multiprocessing.SimpleQueue``."""

    def close(self) -> None:
        """Nothing is left to be closed."""


class Value:
    """``multiprocessing.Value``: a plain attribute, and a lock that nobody is made to take."""

    def __init__(self, typecode_or_type: Any, *args: Any, lock: Any = True) -> None:
        self.value = args[0] if args else 0
        self._lock = RLock() if lock is True else lock

    def get_lock(self) -> Any:
        """Return the lock; there is none with ``lock=False``."""
        if not self._lock:
            raise AttributeError("get_lock")
        return self._lock

    def acquire(self, *args: Any) -> bool:
        """Acquire the lock."""
        return bool(self.get_lock().acquire(*args))

    def release(self) -> None:
        """Release the lock."""
        self.get_lock().release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: Any) -> None:
        self.release()


class Array(list[Any]):
    """``multiprocessing.Array``."""

    def __init__(self, typecode_or_type: Any, size_or_initializer: Any, *, lock: Any = True):
        fill = size_or_initializer
        super().__init__([0] * fill if isinstance(fill, int) else fill)
        self._lock = RLock() if lock is True else lock

    def get_lock(self) -> Any:
        """Return the lock."""
        return self._lock


def _raw(kind: type[Any]) -> Callable[..., Any]:
    def make(typecode_or_type: Any, *args: Any) -> Any:
        return kind(typecode_or_type, *args, lock=False)

    return make


PRIMITIVES: dict[str, Any] = {
    "Lock": Lock,
    "RLock": RLock,
    "Semaphore": Semaphore,
    "BoundedSemaphore": BoundedSemaphore,
    "Condition": Condition,
    "Event": signals.Event,
    "Barrier": barriers.Barrier,
    "Queue": Queue,
    "JoinableQueue": Queue,
    "SimpleQueue": SimpleQueue,
    "Value": Value,
    "Array": Array,
    "RawValue": _raw(Value),
    "RawArray": _raw(Array),
}
PROCESSES = ("Process", "Pool", "Manager", "Pipe")


class Context:
    """What ``multiprocessing.get_context`` gives."""

    TimeoutError = multiprocessing.TimeoutError

    def __init__(self, contents: dict[str, Any]) -> None:
        vars(self).update(contents)


def stand_ins(
    copy: Callable[[ModuleType, dict[str, Any]], ModuleType], refuse: Refuse
) -> dict[str, ModuleType]:
    """Return the modules for one execution, by name.

    Args:
        copy: makes a module like another, with changes.
        refuse: makes a function that ends the execution as one that can't be followed.
    """
    refused = {name: refuse(f"it uses processes (multiprocessing.{name})") for name in PROCESSES}
    contents = PRIMITIVES | refused
    context = Context(contents)
    pool = copy(
        multiprocessing.pool,
        {
            "ThreadPool": ThreadPool,
            "AsyncResult": AsyncResult,
            "ApplyResult": AsyncResult,
            "MapResult": AsyncResult,
            "IMapIterator": IMapIterator,
            "Pool": refused["Pool"],
        },
    )
    dummy = copy(
        multiprocessing.dummy,
        {
            "Process": threads.Thread,
            "DummyProcess": threads.Thread,
            "current_process": threads.current_thread,
            "Lock": locks.Lock,
            "RLock": locks.RLock,
            "Semaphore": signals.Semaphore,
            "BoundedSemaphore": signals.BoundedSemaphore,
            "Condition": signals.Condition,
            "Event": signals.Event,
            "Barrier": barriers.Barrier,
            "Queue": queues.Queue,
            "JoinableQueue": queues.Queue,
            "Pool": ThreadPool,
            "Value": Value,
            "Pipe": refused["Pipe"],
        },
    )
    package = copy(
        multiprocessing,
        {**contents, "get_context": lambda method=None: context, "pool": pool, "dummy": dummy},
    )
    return {
        "multiprocessing": package,
        "multiprocessing.pool": pool,
        "multiprocessing.dummy": dummy,
    }
