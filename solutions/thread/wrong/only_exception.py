"""Catches Exception, so SystemExit is lost."""

import threading
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    value: Any
    error: BaseException | None


def run_named(jobs):
    outcomes = {}

    def work(name, job):
        try:
            outcomes[name] = Outcome(job(), None)
        except Exception as error:
            outcomes[name] = Outcome(None, error)

    threads = []
    for name, job in jobs.items():
        thread = threading.Thread(target=work, args=(name, job), name=name)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return outcomes
