"""Wrong: keeps the processes in a dict by name: two jobs of one name become one."""

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
    processes = {
        job.name: Process(target=job.func, args=job.args, name=job.name) for job in jobs
    }
    for process in processes.values():
        process.start()
    for process in processes.values():
        process.join()
    return [Outcome(name, process.pid, process.exitcode) for name, process in processes.items()]
