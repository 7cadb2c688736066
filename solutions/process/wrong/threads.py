"""Wrong: threads, which share the caller's process."""

import os
import threading
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
    codes = [1] * len(jobs)

    def work(index, job):
        try:
            job.func(*job.args)
            codes[index] = 0
        except SystemExit as error:
            codes[index] = error.code

    threads = [
        threading.Thread(target=work, args=(index, job), name=job.name)
        for index, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [Outcome(job.name, os.getpid(), code) for job, code in zip(jobs, codes)]
