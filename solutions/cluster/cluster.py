"""Reference solution of `cluster`."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.managers import BaseManager
from typing import Any, NamedTuple


class Report(NamedTuple):
    """What became of the tasks."""

    results: list[Any]
    retries: int


class WorkerDiedError(Exception):
    """Every worker that took this task died of it."""


class Desk:
    """Hands out tasks, takes results back, and knows who holds what.

    It lives in the manager's server process, so it outlives every worker. A bare queue would
    forget a task as soon as somebody has taken it; to run it again we have to remember who did.
    Each request runs in a thread of the server, so everything happens under one lock.
    """

    def __init__(self, tasks: Sequence[Any], max_attempts: int) -> None:
        self._changed = threading.Condition()
        self._tasks = list(tasks)
        self._max_attempts = max_attempts
        self._waiting = deque(range(len(self._tasks)))
        self._held: dict[int, int] = {}
        self._attempts: Counter[int] = Counter()
        self._results: dict[int, Any] = {}
        self._dead: set[int] = set()
        self._retries = 0

    def take(self, worker: int) -> tuple[int, Any] | None:
        """A task for `worker`, as soon as there is one; None when all are done."""
        with self._changed:
            while True:
                if worker in self._dead or len(self._results) == len(self._tasks):
                    return None
                while self._waiting:
                    number = self._waiting.popleft()
                    if number not in self._results:
                        return self._hand_out(number, worker)
                # Nothing to do now. But whoever holds the last task may still die.
                self._changed.wait()

    def _hand_out(self, number: int, worker: int) -> tuple[int, Any]:
        self._attempts[number] += 1
        self._retries += self._attempts[number] > 1
        self._held[worker] = number
        return number, self._tasks[number]

    def give(self, worker: int, number: int, result: Any) -> None:
        """Take a result back. The first one counts: a second is a late one of a dead worker."""
        with self._changed:
            self._results.setdefault(number, result)
            self._held.pop(worker, None)
            self._changed.notify_all()

    def bury(self, worker: int) -> bool:
        """`worker` has ended. What it held is to be done again; returns whether work remains."""
        with self._changed:
            self._dead.add(worker)
            number = self._held.pop(worker, None)
            if number is not None and number not in self._results:
                if self._attempts[number] < self._max_attempts:
                    self._waiting.append(number)
                else:
                    self._results[number] = WorkerDiedError(
                        f"{self._attempts[number]} workers died of task {number}"
                    )
            self._changed.notify_all()
            return len(self._results) < len(self._tasks)

    def report(self) -> tuple[list[Any], int]:
        """All results in the order of the tasks, and the number of retries."""
        with self._changed:
            return [self._results[number] for number in range(len(self._tasks))], self._retries


_desks: list[Desk] = []


def set_up(tasks: Sequence[Any], max_attempts: int) -> None:
    """Run in the server process when it starts."""
    _desks[:] = [Desk(tasks, max_attempts)]


def get_desk() -> Desk:
    return _desks[0]


class ClusterManager(BaseManager):
    """What the network knows."""


ClusterManager.register("get_desk", callable=get_desk)


def work(address: Any, authkey: bytes, func: Callable[[Any], Any], worker: int) -> None:
    """Be a worker. It could run on another machine."""
    manager = ClusterManager(address, authkey)
    manager.connect()
    desk = manager.get_desk()
    while (job := desk.take(worker)) is not None:
        number, task = job
        try:
            result = func(task)
        except Exception as error:
            result = error  # an answer like any other: the task has failed, not the worker
        desk.give(worker, number, result)


def run(
    func: Callable[[Any], Any],
    tasks: Sequence[Any],
    workers: int,
    authkey: bytes,
    max_attempts: int = 3,
) -> Report:
    """Run `func(task)` for every task in `workers` worker processes."""
    manager = ClusterManager(authkey=authkey)
    manager.start(set_up, (list(tasks), max_attempts))
    names = itertools.count()
    crew: dict[int, tuple[int, Any]] = {}
    unfit = 0

    def hire() -> None:
        worker = next(names)
        process = multiprocessing.Process(
            target=work, args=(manager.address, authkey, func, worker)
        )
        process.start()
        crew[process.sentinel] = worker, process

    try:
        desk = manager.get_desk()
        for _ in range(workers if tasks else 0):
            hire()
        # A sentinel becomes ready when its process ends, in whatever way. No clock is needed to
        # tell a dead worker from a slow one.
        while crew:
            for sentinel in wait(list(crew)):
                worker, process = crew.pop(sentinel)
                process.join()
                if desk.bury(worker):
                    unfit += 1
                    if unfit > max_attempts * (len(tasks) + workers):
                        raise RuntimeError("the workers die before they have done anything")
                    hire()
        return Report(*desk.report())
    finally:
        for _, process in crew.values():
            process.kill()
            process.join()
        manager.shutdown()
