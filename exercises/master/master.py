"""Exercise `master`: hand out tasks to workers in other processes, on any machine.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=master
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Master:
    """Two queues on the network: one for the tasks, one for the results.

    A task travels as `(task_id, task)`, a result as `(task_id, value or exception)`.
    """

    def __init__(self, authkey: bytes) -> None:
        # TODO: a subclass of multiprocessing.managers.BaseManager, on which get_task_queue and
        # get_result_queue are registered.
        raise NotImplementedError

    def start(self) -> Any:
        """Open the queues to other processes; returns the address at which they are found."""
        # TODO
        raise NotImplementedError

    def put(self, tasks: Sequence[Any]) -> None:
        """Put these tasks into the task queue."""
        # TODO
        raise NotImplementedError

    def results(self, n: int, timeout: float) -> list[Any]:
        """The results of the next `n` tasks, in the order of `put`.

        Raises:
            TimeoutError: they were not all there within `timeout` seconds; the message says how
                many are missing. Nothing is lost: another call may get them later.
        """
        # TODO
        raise NotImplementedError

    def shutdown(self) -> None:
        """Put the end marker None, end the queues and free the address."""
        # TODO
        raise NotImplementedError


if __name__ == "__main__":
    master = Master(b"a secret")
    print("workers can connect to", master.start())
    master.put(["first task", "second task"])
    try:
        print(master.results(2, timeout=1.0))
    except TimeoutError as error:
        print("no worker, of course:", error)
    master.shutdown()
