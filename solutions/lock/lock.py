"""A counter that several threads may use at once: one lock for each counter."""

import threading


class Counter:
    """Counts up from 0."""

    def __init__(self):
        self.value = 0
        # Made here, before any thread can know this counter; and one for each counter, since
        # threads that use different counters have no reason to wait for each other.
        self._lock = threading.Lock()

    def add(self, n=1):
        """Add ``n`` to ``value``; any number of threads may do so at once."""
        # `self.value += n` reads the value, adds n, and writes the sum. A thread that reads
        # between another's read and write bases its sum on a value that is about to be replaced,
        # and one of the additions is lost. Under the lock the three steps are one for all others.
        #
        # `with` gives the lock back in any case, also when adding raises a TypeError.
        with self._lock:
            self.value += n

    # Reading `value` needs no lock: it is one step, and gives the value before or after an
    # addition, never something in between.


def count(threads, times):
    """Let threads add 1 to one Counter, all at the same time."""
    counter = Counter()

    def add_all():
        for _ in range(times):
            counter.add(1)

    workers = [threading.Thread(target=add_all) for _ in range(threads)]
    # First start all of them, then wait for all of them. To join each right after its start
    # would let them run one after the other.
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # Only now is nobody adding any more.
    return counter.value
