"""Reference solution of `master`."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Sequence
from multiprocessing.managers import BaseManager
from typing import Any

# The queues live in the manager's server process. This module is imported (or copied by fork)
# there, and the two functions below hand out *that* process's queues.
_tasks: queue.Queue[Any] = queue.Queue()
_results: queue.Queue[Any] = queue.Queue()


def task_queue() -> queue.Queue[Any]:
    return _tasks


def result_queue() -> queue.Queue[Any]:
    return _results


class QueueManager(BaseManager):
    """What the network knows. Workers register the same two names, without callables."""


# Functions at the top level of a module, not lambdas: where processes are spawned, they are sent
# to the server process by name, and a lambda has none.
QueueManager.register("get_task_queue", callable=task_queue)
QueueManager.register("get_result_queue", callable=result_queue)


class Master:
    """Two queues on the network: one for the tasks, one for the results."""

    def __init__(self, authkey: bytes) -> None:
        # No address: the system picks a free one, here a Unix socket, which is quick. For other
        # machines it would be ("", 0): port 0 is any free port, so two masters never collide.
        self._manager = QueueManager(authkey=authkey)
        self._put = 0
        self._handed_out = 0
        self._arrived: dict[int, Any] = {}

    def start(self) -> Any:
        """Open the queues to other processes; returns the address at which they are found."""
        self._manager.start()
        # Proxies: each call on them travels to the server process. The module's own _tasks, in
        # this process, is another object, which no worker ever sees.
        self._tasks = self._manager.get_task_queue()
        self._results = self._manager.get_result_queue()
        return self._manager.address

    def put(self, tasks: Sequence[Any]) -> None:
        """Put these tasks into the task queue."""
        for task in tasks:
            # In a tuple, so that a task that is None is no end marker.
            self._tasks.put((self._put, task))
            self._put += 1

    def results(self, n: int, timeout: float) -> list[Any]:
        """The results of the next `n` tasks, in the order of `put`."""
        wanted = range(self._handed_out, self._handed_out + n)
        deadline = time.monotonic() + timeout
        # Results come in any order, so wait until all that are wanted have arrived. What came
        # too early, or before a timeout, stays in the dict for the next call.
        while missing := sum(task_id not in self._arrived for task_id in wanted):
            try:
                left = max(0.0, deadline - time.monotonic())
                task_id, value = self._results.get(timeout=left)
            except queue.Empty:
                raise TimeoutError(f"{missing} of {n} results are missing") from None
            if task_id >= self._handed_out:  # otherwise it is late, and was handed out before
                self._arrived[task_id] = value
        self._handed_out += n
        return [self._arrived.pop(task_id) for task_id in wanted]

    def shutdown(self) -> None:
        """Put the end marker None, end the queues and free the address."""
        # It may never have been started, or be shut down already.
        with contextlib.suppress(AttributeError, OSError, EOFError):
            self._tasks.put(None)
        if hasattr(self._manager, "shutdown"):  # set by start
            self._manager.shutdown()
