"""Reference: start all, join all, and catch everything inside the thread."""

import threading
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """What became of a job: one of the two is None."""

    value: Any
    error: BaseException | None


def run_named(jobs):
    """Run each of ``jobs`` in a thread of that name; name -> Outcome when all have ended."""
    outcomes = {}

    def work(name, job):
        try:
            outcome = Outcome(job(), None)
        except BaseException as error:  # SystemExit is no Exception
            outcome = Outcome(None, error)
        # Each thread writes a key of its own: no two threads change the same thing.
        outcomes[name] = outcome

    # args= hands over the values of now. A lambda would read the loop's variables later,
    # when they may already be those of the next round.
    threads = [
        threading.Thread(target=work, args=(name, job), name=name) for name, job in jobs.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
