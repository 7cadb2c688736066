"""`process` with the spawn start method, a subclass, and sentinels waited for in any order."""

import multiprocessing
from collections import namedtuple
from multiprocessing.connection import wait

Job = namedtuple("Job", "name func args", defaults=((),))
Outcome = namedtuple("Outcome", "name pid exitcode")

context = multiprocessing.get_context("spawn")


def run_all(jobs):
    running = []
    for job in jobs:
        process = context.Process(None, job.func, job.name, job.args)
        process.start()
        running.append(process)
    open_ends = {process.sentinel for process in running}
    while open_ends:
        open_ends.difference_update(wait(open_ends))
    outcomes = []
    for process in running:
        process.join()
        outcomes.append(Outcome(process.name, process.pid, process.exitcode))
        process.close()
    return outcomes
