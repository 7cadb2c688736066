"""An error goes to `excepthook` and nobody hears of it.

one_raises: error-lost
"""

import threading
from types import SimpleNamespace

threading.excepthook = lambda args: None


def run_named(jobs):
    outcomes = {name: SimpleNamespace(value=None, error=None) for name in jobs}

    def run(name):
        outcomes[name].value = jobs[name]()

    threads = [threading.Thread(target=run, args=[name]) for name in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
