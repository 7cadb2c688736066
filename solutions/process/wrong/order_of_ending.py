"""Wrong: outcomes in the order in which the processes ended."""

from multiprocessing.connection import wait
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
    running = []
    for job in jobs:
        process = Process(target=job.func, args=job.args, name=job.name)
        process.start()
        running.append(process)
    outcomes = []
    while running:
        ended = set(wait([process.sentinel for process in running]))
        for process in [process for process in running if process.sentinel in ended]:
            process.join()
            running.remove(process)
            outcomes.append(Outcome(process.name, process.pid, process.exitcode))
    return outcomes
