"""The outcomes come back through a queue.

named: nothing
meeting: nothing
one_raises: nothing
"""

import queue
import threading
from collections import namedtuple

Outcome = namedtuple("Outcome", "value error", defaults=[None, None])


def run_named(jobs):
    done = queue.SimpleQueue()

    def run(name):
        try:
            done.put((name, Outcome(value=jobs[name]())))
        except BaseException as error:
            done.put((name, Outcome(error=error)))

    threads = {name: threading.Thread(target=run, args=(name,), name=name) for name in jobs}
    for thread in threads.values():
        thread.start()
    collected = dict(done.get() for _ in threads)
    for thread in threads.values():
        thread.join()
    return {name: collected[name] for name in jobs}
