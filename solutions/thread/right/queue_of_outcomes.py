"""Another style: the threads send their outcomes through a queue."""

import collections
import queue
import threading
from functools import partial

Outcome = collections.namedtuple("Outcome", "value error")


def run_named(jobs):
    box = queue.Queue()

    def report(name, job):
        value = error = None
        try:
            value = job()
        except BaseException as problem:
            error = problem
        finally:
            box.put((name, Outcome(value, error)))

    threads = []
    for name, job in jobs.items():
        thread = threading.Thread(target=partial(report, name, job))
        thread.name = name
        thread.start()
        threads.append(thread)
    outcomes = dict(box.get() for _ in jobs)
    while threads:
        threads.pop().join()
    return outcomes
