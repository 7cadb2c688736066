"""Nobody joins the threads."""

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
        except BaseException as error:
            outcomes[name] = Outcome(None, error)

    for name, job in jobs.items():
        thread = threading.Thread(target=work, args=(name, job), name=name)
        thread.start()
    return outcomes
