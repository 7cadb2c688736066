"""`process` with a subclass of Process, forked, that is a context of its own."""

import multiprocessing
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Job:
    name: str
    func: Callable
    args: tuple = ()


@dataclass
class Outcome:
    name: str
    pid: int
    exitcode: Any = field(default=None)


class Worker(multiprocessing.get_context("fork").Process):
    def __init__(self, job):
        super().__init__(name=job.name)
        self.job = job

    def run(self):
        self.job.func(*self.job.args)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.join()


def run_all(jobs):
    with ExitStack() as all_of_them:
        workers = [all_of_them.enter_context(Worker(job)) for job in jobs]
    return [Outcome(w.job.name, w.pid, w.exitcode) for w in workers]
