"""Starts and joins one after the other: the jobs never meet.

meeting: deadlock
named: nothing
"""

import threading
from types import SimpleNamespace


def run_named(jobs):
    outcomes = {}
    for name, job in jobs.items():
        def run(name=name, job=job):
            outcomes[name] = SimpleNamespace(value=job(), error=None)

        thread = threading.Thread(target=run, name=name)
        thread.start()
        thread.join()
    return outcomes
