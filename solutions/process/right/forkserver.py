"""`process` by the forkserver: a server forks every job's process, far from our threads."""

import multiprocessing
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
    context = multiprocessing.get_context("forkserver")
    processes = []
    try:
        for job in jobs:
            process = context.Process(target=job.func, args=tuple(job.args))
            process.name = job.name
            processes.append(process)
            process.start()
    finally:
        for process in processes:
            if process.pid:
                process.join()
    return [Outcome(p.name, p.pid, p.exitcode) for p in processes]
