"""Each thread replaces the dict of results."""

import threading
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    value: Any
    error: BaseException | None


def run_named(jobs):
    outcomes = {}

    def work(name, job):
        nonlocal outcomes
        try:
            outcome = Outcome(job(), None)
        except BaseException as error:
            outcome = Outcome(None, error)
        outcomes = {**outcomes, name: outcome}

    threads = []
    for name, job in jobs.items():
        thread = threading.Thread(target=work, args=(name, job), name=name)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return outcomes
