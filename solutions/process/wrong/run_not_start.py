"""Wrong: calls run() instead of start(): no process is made."""

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
        try:
            process.run()
            code = 0
        except BaseException:
            code = 1
        outcomes.append(Outcome(job.name, process.pid, code))
    return outcomes
