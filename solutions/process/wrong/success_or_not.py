"""Wrong: makes every failure 1."""

from multiprocessing import Process
from typing import NamedTuple


class Job(NamedTuple):
    name: str
    func: object
    args: tuple = ()


class Outcome(NamedTuple):
    name: str
    pid: int
    exitcode: int


def run_all(jobs):
    processes = [Process(target=job.func, args=job.args, name=job.name) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [Outcome(p.name, p.pid, 0 if p.exitcode == 0 else 1) for p in processes]
