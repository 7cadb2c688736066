"""``concurrent.futures.ThreadPoolExecutor``, modelled.

A pool's threads know only its state, not the pool, so that they end when the
pool is dropped, as in CPython.
"""

from __future__ import annotations

import concurrent.futures as real
import os
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from grader.student.explore.futures import Future
from grader.student.explore.opaque import call_native
from grader.student.explore.ops import WRITE, Op
from grader.student.explore.primitive import Primitive, running
from grader.student.explore.task import Abort
from grader.student.explore.threads import Thread


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
