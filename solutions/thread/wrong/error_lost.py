"""Exceptions are left to the excepthook."""

import threading
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    value: Any
    error: BaseException | None


def run_named(jobs):
    outcomes = {}

    def work(name, job):
        outcomes[name] = Outcome(job(), None)

    threads = []
    for name, job in jobs.items():
        thread = threading.Thread(target=work, args=(name, job), name=name)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return outcomes
