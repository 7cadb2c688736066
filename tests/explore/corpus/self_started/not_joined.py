"""Nobody waits for the threads.

named: results-missing
"""

import threading
from types import SimpleNamespace


def run_named(jobs):
    outcomes = {name: SimpleNamespace(value=None, error=None) for name in jobs}

    def run(name, job):
        outcomes[name].value = job()

    for name, job in jobs.items():
        threading.Thread(target=run, args=(name, job), name=name).start()
    return {name: SimpleNamespace(value=outcomes[name].value) for name in jobs}
