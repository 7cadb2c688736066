"""``concurrent.futures``: Future, ThreadPoolExecutor, ``wait`` and ``as_completed``, modelled.

The exceptions and constants are the real ones. A pool's threads know only its
state, not the pool, so that they end when the pool is dropped, as in CPython.
"""

from __future__ import annotations

import concurrent.futures as real
import os
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import _base
from typing import Any

from grader.student.explore.containers import call_native
from grader.student.explore.locks import Primitive, deadline_of, note, running
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.runtime import Abort
from grader.student.explore.threads import Thread

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


class _Pool(Primitive):
    """What a pool's threads share. Probe: (items, shut down)."""

    kind = "executor"

    def __init__(self) -> None:
        super().__init__()
        self.work: deque[tuple[Future, Any, Any, Any]] = deque()
        self.idle = 0
        self.shut = False
        self.broken = False
        self.threads: list[Thread] = []
        self.initializer: Any = None
        self.initargs: Any = ()

    def probe(self) -> tuple[int, bool]:
        return (len(self.work), self.shut)

    def visible(self, kind: str, needs: Any = None) -> None:
        running().visible(Op(kind, ((self._key, WRITE),), obj=self, target=self, needs=needs))


def _work_or_end(probe: tuple[int, bool]) -> bool:
    return probe[0] > 0 or probe[1]


def _worker(pool: _Pool) -> None:
    if pool.initializer is not None:
        try:
            pool.initializer(*pool.initargs)
        except Abort:
            raise
        except BaseException:
            pool.visible("initializer failed")
            pool.broken = True
            while pool.work:
                pool.work.popleft()[0].set_exception(
                    real.thread.BrokenThreadPool(
                        "A thread initializer failed, the thread pool is not usable anymore"
                    )
                )
            return
    while True:
        pool.visible("take", _work_or_end)
        while pool.work:
            _run_one(pool.work.popleft())
            pool.visible("next")
        if pool.shut:
            return
        pool.idle += 1


def _run_one(item: tuple[Future, Any, Any, Any]) -> None:
    future, fn, args, kwargs = item
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call_native(fn, args, kwargs)
    except Abort:
        raise
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


class Executor:
    """``concurrent.futures.Executor``."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Schedule a call."""
        raise NotImplementedError

    def map(self, fn: Any, *iterables: Any, timeout: Any = None, chunksize: int = 1) -> Any:
        """Yield the results of the calls in the order of the arguments."""
        execution = running()
        endtime = None if timeout is None else execution.current.time + timeout
        fs = [self.submit(fn, *args) for args in zip(*iterables, strict=False)]

        def results() -> Iterator[Any]:
            try:
                fs.reverse()
                while fs:
                    if endtime is None:
                        yield _result_or_cancel(fs.pop())
                    else:
                        yield _result_or_cancel(fs.pop(), endtime - execution.current.time)
            finally:
                if not execution.ending:
                    for future in fs:
                        future.cancel()

        return results()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Refuse new calls, and wait for the threads."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        self.shutdown(wait=True)


def _result_or_cancel(future: Any, timeout: float | None = None) -> Any:
    try:
        try:
            return future.result(timeout)
        finally:
            if not running().ending:
                future.cancel()
    finally:
        del future


class ThreadPoolExecutor(Executor):
    """``concurrent.futures.ThreadPoolExecutor``."""

    def __init__(
        self,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        initializer: Any = None,
        initargs: Any = (),
        **ctxkwargs: Any,
    ) -> None:
        if max_workers is None:
            max_workers = min(32, (os.cpu_count() or 1) + 4)
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        pool = self._pool = _Pool()
        pool.initializer, pool.initargs = initializer, initargs
        self._max_workers = max_workers
        self._shutdown = False
        count = getattr(running(), "pools", 0)
        running().pools = count + 1  # type: ignore[attr-defined]
        self._thread_name_prefix = thread_name_prefix or f"ThreadPoolExecutor-{count}"

        def dropped(_reference: Any) -> None:
            pool.shut = True

        self._reference = weakref.ref(self, dropped)
        # The reference must outlive the pool object for its callback to come.
        pool.reference = self._reference  # type: ignore[attr-defined]

    @property
    def _threads(self) -> set[Any]:
        return set(self._pool.threads)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        """Schedule a call; raise RuntimeError after the shutdown."""
        pool = self._pool
        pool.visible("submit")
        if pool.broken:
            raise real.thread.BrokenThreadPool(
                "A thread initializer failed, the thread pool is not usable anymore"
            )
        if pool.shut:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future = Future()
        pool.work.append((future, fn, args, kwargs))
        if pool.idle:
            pool.idle -= 1
        elif len(pool.threads) < self._max_workers:
            name = f"{self._thread_name_prefix or self}_{len(pool.threads)}"
            thread = Thread(name=name, target=_worker, args=(pool,), daemon=False)
            pool.threads.append(thread)
            thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Refuse new calls, and wait for the threads."""
        pool = self._pool
        pool.visible("shutdown")
        pool.shut = True
        self._shutdown = True
        if cancel_futures:
            while pool.work:
                pool.work.popleft()[0].cancel()
        if wait:
            for thread in pool.threads:
                thread.join()
