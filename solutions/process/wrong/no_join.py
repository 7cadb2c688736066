"""Wrong: never waits for the processes."""

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
    return [Outcome(process.name, process.pid, process.exitcode) for process in processes]
