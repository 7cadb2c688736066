"""The queues of ``queue``, modelled: each call is one visible operation.

``mutex`` and the conditions of ``queue.Queue`` exist and can be held by student
code (``with q.mutex: q.queue.clear()``); an operation waits for the mutex.
Subclasses may override ``_init``, ``_qsize``, ``_put`` and ``_get`` as usual.
"""

from __future__ import annotations

import heapq
import queue as real
from collections import deque
from typing import Any

from grader.student.explore.locks import Lock
from grader.student.explore.ops import READ, WRITE, Op
from grader.student.explore.primitive import Primitive, deadline_of, note, running
from grader.student.explore.runtime import Execution
from grader.student.explore.signals import Condition

Empty = real.Empty
Full = real.Full


class ShutDown(Exception):  # noqa: N818 - CPython names it so
    """Raised when put/get with shut-down queue."""


if hasattr(real, "ShutDown"):
    ShutDown = real.ShutDown  # type: ignore[misc]


class Queue(Primitive):
    """``queue.Queue``."""

    kind = "queue"

    def __init__(self, maxsize: int = 0) -> None:
        super().__init__()
        self.maxsize = maxsize
        self._init(maxsize)
        self.mutex = Lock()
        self.not_empty = Condition(self.mutex)
        self.not_full = Condition(self.mutex)
        self.all_tasks_done = Condition(self.mutex)
        self.unfinished_tasks = 0
        self.is_shutdown = False

    def probe(self) -> tuple[int, int, bool, bool]:
        """Return (size, unfinished, shut down, mutex free)."""
        return (self._qsize(), self.unfinished_tasks, self.is_shutdown, self.mutex.probe())

    def _visible(
        self, kind: str, needs: Any, timeout: float | None = None, mode: int = WRITE
    ) -> Execution:
        execution = running()
        execution.visible(
            Op(
                kind,
                ((self._key, mode), (self.mutex._key, READ)),
                obj=self,
                target=self,
                needs=needs,
                deadline=deadline_of(execution, timeout),
            )
        )
        return execution

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Put an item; raise Full when there is no room in time."""
        if block and timeout is not None and timeout < 0 and self.maxsize > 0:
            raise ValueError("'timeout' must be a non-negative number")
        limit = self.maxsize

        def room(probe: tuple[int, int, bool, bool]) -> bool:
            return probe[3] and (limit <= 0 or probe[0] < limit or probe[2])

        wait = room if block else mutex_free
        execution = self._visible("put", wait, timeout if block and limit > 0 else None)
        if self.is_shutdown:
            raise ShutDown
        if 0 < limit <= self._qsize():
            note(execution, "full")
            raise Full
        self._put(item)
        self.unfinished_tasks += 1
        self._notify(self.not_empty)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Get an item; raise Empty when there is none in time."""
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        execution = self._visible(
            "get", has_item if block else mutex_free, timeout if block else None
        )
        if not self._qsize():
            if self.is_shutdown:
                raise ShutDown
            note(execution, "empty")
            raise Empty
        item = self._get()
        self._notify(self.not_full)
        return item

    def _notify(self, condition: Condition) -> None:
        if condition._waiters:
            condition._waiters.popleft().notified = True

    def put_nowait(self, item: Any) -> None:
        """Put an item if there is room now."""
        self.put(item, block=False)

    def get_nowait(self) -> Any:
        """Get an item if there is one now."""
        return self.get(block=False)

    def task_done(self) -> None:
        """Say that one item that was got has been dealt with."""
        self._visible("task_done", mutex_free)
        if self.unfinished_tasks <= 0:
            raise ValueError("task_done() called too many times")
        self.unfinished_tasks -= 1
        if not self.unfinished_tasks:
            for waiter in self.all_tasks_done._waiters:
                waiter.notified = True
            self.all_tasks_done._waiters.clear()

    def join(self) -> None:
        """Wait until all items have been dealt with."""
        self._visible("join", none_unfinished, mode=READ)

    def qsize(self) -> int:
        """Return how many items there are."""
        self._visible("qsize", mutex_free, mode=READ)
        return self._qsize()

    def empty(self) -> bool:
        """Return whether there are none."""
        self._visible("empty", mutex_free, mode=READ)
        return not self._qsize()

    def full(self) -> bool:
        """Return whether there is no room."""
        self._visible("full", mutex_free, mode=READ)
        return 0 < self.maxsize <= self._qsize()

    def shutdown(self, immediate: bool = False) -> None:
        """Shut the queue down (3.13)."""
        self._visible("shutdown", mutex_free)
        self.is_shutdown = True
        if immediate:
            while self._qsize():
                self._get()
                if self.unfinished_tasks > 0:
                    self.unfinished_tasks -= 1

    def _init(self, maxsize: int) -> None:
        self.queue: Any = deque()

    def _qsize(self) -> int:
        return len(self.queue)

    def _put(self, item: Any) -> None:
        self.queue.append(item)

    def _get(self) -> Any:
        return self.queue.popleft()


def mutex_free(probe: tuple[int, int, bool, bool]) -> bool:
    """A need: nobody holds the mutex."""
    return probe[3]


def has_item(probe: tuple[int, int, bool, bool]) -> bool:
    """A need: there is an item, or there will be none."""
    return probe[3] and (probe[0] > 0 or probe[2])


def none_unfinished(probe: tuple[int, int, bool, bool]) -> bool:
    """A need: all items have been dealt with."""
    return probe[3] and probe[1] == 0


class PriorityQueue(Queue):
    """``queue.PriorityQueue``."""

    def _init(self, maxsize: int) -> None:
        self.queue = []

    def _put(self, item: Any) -> None:
        heapq.heappush(self.queue, item)

    def _get(self) -> Any:
        return heapq.heappop(self.queue)


class LifoQueue(Queue):
    """``queue.LifoQueue``."""

    def _init(self, maxsize: int) -> None:
        self.queue = []

    def _get(self) -> Any:
        return self.queue.pop()


class SimpleQueue(Primitive):
    """``queue.SimpleQueue``. Probe: the number of items."""

    kind = "queue"

    def __init__(self) -> None:
        super().__init__()
        self._queue: deque[Any] = deque()

    def probe(self) -> int:
        return len(self._queue)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Put an item; there is always room."""
        running().visible(Op("put", ((self._key, WRITE),), obj=self, target=self))
        self._queue.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Get an item; raise Empty when there is none in time."""
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        execution = running()
        execution.visible(
            Op(
                "get",
                ((self._key, WRITE),),
                obj=self,
                target=self,
                needs=bool if block else None,
                deadline=deadline_of(execution, timeout if block else None),
            )
        )
        if not self._queue:
            note(execution, "empty")
            raise Empty
        return self._queue.popleft()

    def put_nowait(self, item: Any) -> None:
        """Put an item."""
        self.put(item)

    def get_nowait(self) -> Any:
        """Get an item if there is one now."""
        return self.get(block=False)

    def qsize(self) -> int:
        """Return how many items there are."""
        running().visible(Op("qsize", ((self._key, READ),), obj=self, target=self))
        return len(self._queue)

    def empty(self) -> bool:
        """Return whether there are none."""
        return not self.qsize()
