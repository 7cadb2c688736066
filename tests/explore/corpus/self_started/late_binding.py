"""The closure sees the loop's variable as it is later.

who_ran: wrong-job
"""

import threading
from types import SimpleNamespace


def run_named(jobs):
    outcomes = {}
    threads = []
    for name in jobs:
        def run():
            outcomes[name] = SimpleNamespace(value=jobs[name](), error=None)

        threads.append(threading.Thread(target=run, name=name))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {name: outcomes.get(name, SimpleNamespace(value=2)) for name in jobs}
