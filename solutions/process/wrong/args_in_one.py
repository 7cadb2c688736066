"""Wrong: passes all arguments as one."""

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
    processes = [Process(target=job.func, args=(job.args,), name=job.name) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [Outcome(process.name, process.pid, process.exitcode) for process in processes]
