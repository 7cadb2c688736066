"""`run()` is an ordinary call in the caller's thread.

meeting: deadlock
named: wrong-thread
"""

import threading
from types import SimpleNamespace


def run_named(jobs):
    outcomes = {}

    def run(name, job):
        outcomes[name] = SimpleNamespace(value=job(), error=None)

    threads = [threading.Thread(target=run, args=item, name=item[0]) for item in jobs.items()]
    for thread in threads:
        thread.run()
    return outcomes
