"""Wrong: when one fails, it terminates those that still run."""

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
    processes = [Process(target=job.func, args=job.args, name=job.name) for job in jobs]
    for process in processes:
        process.start()
    running = list(processes)
    while running:
        wait([process.sentinel for process in running])
        for process in list(running):
            if process.exitcode is not None:
                running.remove(process)
                if process.exitcode:
                    for other in running:
                        other.terminate()
    for process in processes:
        process.join()
    return [Outcome(p.name, p.pid, p.exitcode) for p in processes]
