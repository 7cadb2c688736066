"""``multiprocessing.pool.ThreadPool``, modelled: an executor with another face.

Chunks of work are futures of the modelled executor, so the search sees the same operations.
Callbacks run one after another in a thread of their own, as CPython's result handler does.
Threads are started when there is work for them, not all at the start: nobody can tell.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterable
from typing import Any

from grader.student.explore.futures import OVER, Future, _await_all
from grader.student.explore.opaque import call_native
from grader.student.explore.pool import _Pool, _worker
from grader.student.explore.queues import SimpleQueue
from grader.student.explore.threads import Thread

_Callback = Callable[[Any], Any] | None


class AsyncResult:
    """``multiprocessing.pool.AsyncResult``, of one call or of the chunks of a map."""

    def __init__(self, parts: list[Future], single: bool) -> None:
        self._parts = parts
        self._single = single
        self._waited = parts

    def _ready(self) -> bool:
        return all(part._state in OVER for part in self._waited)

    def _outcome(self) -> tuple[bool, Any]:
        """Whether all went well, and the value or the first error."""
        failed = [part for part in self._parts if part._exception is not None]
        if failed:
            return False, min(failed, key=lambda part: part._order)._exception
        if self._single:
            return True, self._parts[0]._result
        return True, [value for part in self._parts for value in part._result]

    def wait(self, timeout: float | None = None) -> None:
        """Wait for the result."""
        if self._waited:
            _await_all(self._waited, "result", self._ready, timeout)

    def get(self, timeout: float | None = None) -> Any:
        """Return the value or raise the error."""
        self.wait(timeout)
        if not self._ready():
            raise multiprocessing.TimeoutError
        well, value = self._outcome()
        if well:
            return value
        raise value

    def ready(self) -> bool:
        """Return whether the call has ended."""
        return all(part.done() for part in self._waited)

    def successful(self) -> bool:
        """Return whether it ended without an exception."""
        if not self.ready():
            raise ValueError(f"{self!r} not ready")
        return self._outcome()[0]


ApplyResult = MapResult = AsyncResult


class IMapIterator:
    """``multiprocessing.pool.IMapIterator``: values as they come, in order or not."""

    def __init__(self, parts: list[Future], ordered: bool) -> None:
        self._left = parts
        self._ordered = ordered
        self._values: list[Any] = []

    def __iter__(self) -> IMapIterator:
        return self

    def next(self, timeout: float | None = None) -> Any:
        """Return the next value, or raise what its call raised."""
        while not self._values:
            if not self._left:
                raise StopIteration
            part = self._first(timeout)
            self._left = [one for one in self._left if one is not part]
            if part._exception is not None:
                raise part._exception
            self._values = list(part._result)
        return self._values.pop(0)

    __next__ = next

    def _first(self, timeout: float | None) -> Future:
        """Wait for the chunk that comes next."""
        among = self._left[:1] if self._ordered else self._left

        def ready() -> bool:
            return any(part._state in OVER for part in among)

        _await_all(among, "result", ready, timeout)
        if not ready():
            raise multiprocessing.TimeoutError
        return min((part for part in among if part._state in OVER), key=lambda one: one._order)


def _chunk(func: Callable[..., Any], star: bool, items: list[Any]) -> list[Any]:
    return [call_native(func, tuple(item) if star else (item,), {}) for item in items]


def _answer(inbox: SimpleQueue) -> None:
    """The thread that calls callbacks."""
    while (job := inbox.get()) is not None:
        result, callback, error_callback, handled = job
        well, value = result._outcome()
        call = callback if well else error_callback
        try:
            if call is not None:
                call_native(call, (value,), {})
        finally:
            handled.set_result(None)


class ThreadPool:
    """``multiprocessing.pool.ThreadPool``."""

    def __init__(
        self, processes: int | None = None, initializer: Any = None, initargs: Any = ()
    ) -> None:
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._processes = processes
        self._shared = _Pool()
        self._shared.initializer, self._shared.initargs = initializer, initargs
        self._state = "RUN"
        self._inbox: SimpleQueue | None = None
        self._handler: Thread | None = None

    def __repr__(self) -> str:
        return f"<multiprocessing.pool.ThreadPool state={self._state} pool_size={self._processes}>"

    def _submit(self, func: Any, args: Any, kwargs: Any) -> Future:
        shared = self._shared
        shared.visible("submit")
        if self._state != "RUN":
            raise ValueError("Pool not running")
        future = Future()
        shared.work.append((future, func, args, kwargs))
        if shared.idle:
            shared.idle -= 1
        elif len(shared.threads) < self._processes:
            thread = Thread(target=_worker, args=(shared,), daemon=True)
            shared.threads.append(thread)
            thread.start()
        return future

    def _expect(
        self, result: AsyncResult, callback: _Callback, error_callback: _Callback
    ) -> AsyncResult:
        """Have the callbacks called once all parts have ended; only then it is ready."""
        if callback is None and error_callback is None:
            return result
        if self._inbox is None:
            self._inbox = SimpleQueue()
            self._handler = Thread(target=_answer, args=(self._inbox,), daemon=True)
            self._handler.start()
        inbox, handled = self._inbox, Future()
        left = itertools.count(len(result._parts) - 1, -1)

        def ended(_part: Future) -> None:
            if not next(left):
                inbox.put((result, callback, error_callback, handled))

        for part in result._parts:
            part.add_done_callback(ended)
        if not result._parts:
            inbox.put((result, callback, error_callback, handled))
        result._waited = [handled]
        return result

    def _chunks(
        self, func: Any, star: bool, iterable: Iterable[Any], size: int | None
    ) -> list[Future]:
        if self._state != "RUN":
            raise ValueError("Pool not running")
        items = list(iterable)
        if size is None:
            size, extra = divmod(len(items), self._processes * 4)
            size += bool(extra)
        if size < 1 and items:
            raise ValueError(f"Chunksize must be 1+, not {size:n}")
        cut = [items[at : at + size] for at in range(0, len(items), size or 1)]
        return [self._submit(_chunk, (func, star, part), {}) for part in cut]

    def apply(self, func: Any, args: Any = (), kwds: Any = None) -> Any:
        """Call in a thread of the pool and wait."""
        return self.apply_async(func, args, kwds).get()

    def apply_async(
        self,
        func: Any,
        args: Any = (),
        kwds: Any = None,
        callback: _Callback = None,
        error_callback: _Callback = None,
    ) -> AsyncResult:
        """Call in a thread of the pool."""
        future = self._submit(func, tuple(args), dict(kwds or {}))
        return self._expect(AsyncResult([future], True), callback, error_callback)

    def map(self, func: Any, iterable: Iterable[Any], chunksize: int | None = None) -> Any:
        """Call for each item and wait for the list of results."""
        return self.map_async(func, iterable, chunksize).get()

    def map_async(
        self,
        func: Any,
        iterable: Iterable[Any],
        chunksize: int | None = None,
        callback: _Callback = None,
        error_callback: _Callback = None,
    ) -> AsyncResult:
        """Call for each item."""
        parts = self._chunks(func, False, iterable, chunksize)
        return self._expect(AsyncResult(parts, False), callback, error_callback)

    def starmap(self, func: Any, iterable: Iterable[Any], chunksize: int | None = None) -> Any:
        """Call with the items of each item and wait for the list of results."""
        return self.starmap_async(func, iterable, chunksize).get()

    def starmap_async(
        self,
        func: Any,
        iterable: Iterable[Any],
        chunksize: int | None = None,
        callback: _Callback = None,
        error_callback: _Callback = None,
    ) -> AsyncResult:
        """Call with the items of each item."""
        parts = self._chunks(func, True, iterable, chunksize)
        return self._expect(AsyncResult(parts, False), callback, error_callback)

    def imap(self, func: Any, iterable: Iterable[Any], chunksize: int = 1) -> IMapIterator:
        """Results one by one, in the order of the items."""
        return IMapIterator(self._chunks(func, False, iterable, chunksize), True)

    def imap_unordered(
        self, func: Any, iterable: Iterable[Any], chunksize: int = 1
    ) -> IMapIterator:
        """Results one by one, in the order in which they come."""
        return IMapIterator(self._chunks(func, False, iterable, chunksize), False)

    def close(self) -> None:
        """Take no more work."""
        self._shared.visible("shutdown")
        if self._state == "RUN":
            self._state = "CLOSE"
            self._shared.shut = True

    def terminate(self) -> None:
        """Take no more work, and drop what has not begun."""
        self._shared.visible("shutdown")
        self._state = "TERMINATE"
        self._shared.work.clear()
        self._shared.shut = True
        if self._inbox is not None:
            self._inbox.put(None)

    def join(self) -> None:
        """Wait for the threads; the pool must be closed or terminated."""
        if self._state == "RUN":
            raise ValueError("Pool is still running")
        for thread in self._shared.threads:
            thread.join()
        if self._handler is not None and self._inbox is not None:
            self._inbox.put(None)
            self._handler.join()

    def __enter__(self) -> ThreadPool:
        if self._state != "RUN":
            raise ValueError("Pool not running")
        return self

    def __exit__(self, *exc_info: Any) -> None:
        self.terminate()
