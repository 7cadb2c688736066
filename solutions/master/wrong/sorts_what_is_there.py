"""Wrong: takes the first n results that arrive, and sorts those."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from multiprocessing.managers import BaseManager
from typing import Any

_tasks: queue.Queue[Any] = queue.Queue()
_results: queue.Queue[Any] = queue.Queue()


def task_queue() -> queue.Queue[Any]:
    return _tasks


def result_queue() -> queue.Queue[Any]:
    return _results


class QueueManager(BaseManager):
    """What the network knows. Workers register the same two names, without callables."""


QueueManager.register("get_task_queue", callable=task_queue)
QueueManager.register("get_result_queue", callable=result_queue)


class Master:
    """Two queues on the network: one for the tasks, one for the results."""

    def __init__(self, authkey: bytes) -> None:
        self._manager = QueueManager(authkey=authkey)
        self._put = 0
        self._handed_out = 0
        self._arrived: dict[int, Any] = {}

    def start(self) -> Any:
        """Open the queues to other processes; returns the address at which they are found."""
        self._manager.start()
        self._tasks = self._manager.get_task_queue()
        self._results = self._manager.get_result_queue()
        return self._manager.address

    def put(self, tasks: Sequence[Any]) -> None:
        """Put these tasks into the task queue."""
        for task in tasks:
            self._tasks.put((self._put, task))
            self._put += 1

    def results(self, n: int, timeout: float) -> list[Any]:
        """The results of the next `n` tasks, in the order of `put`."""
        deadline = time.monotonic() + timeout
        while len(self._arrived) < n:
            try:
                left = max(0.0, deadline - time.monotonic())
                task_id, value = self._results.get(timeout=left)
            except queue.Empty:
                missing = n - len(self._arrived)
                raise TimeoutError(f"{missing} of {n} results are missing") from None
            self._arrived[task_id] = value
        return [self._arrived.pop(task_id) for task_id in sorted(self._arrived)[:n]]

    def shutdown(self) -> None:
        """Put the end marker None, end the queues and free the address."""
        try:
            self._tasks.put(None)
        except (AttributeError, OSError, EOFError):
            pass
        if hasattr(self._manager, "shutdown"):
            self._manager.shutdown()
