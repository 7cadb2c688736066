"""Wrong: joins each process before the next one starts."""

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
    outcomes = []
    for job in jobs:
        process = Process(target=job.func, args=job.args, name=job.name)
        process.start()
        process.join()
        outcomes.append(Outcome(job.name, process.pid, process.exitcode))
    return outcomes
