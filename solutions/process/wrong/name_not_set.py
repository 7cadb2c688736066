"""Wrong: gives the name to the outcome, not to the process."""

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
    processes = [Process(target=job.func, args=job.args) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [
        Outcome(job.name, process.pid, process.exitcode)
        for job, process in zip(jobs, processes)
    ]
