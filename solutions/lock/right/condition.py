"""Anything that lets one thread in at a time is a lock: here a Condition's own."""

import threading


class Counter:
    def __init__(self):
        self.value = 0
        self._changed = threading.Condition()

    def add(self, n=1):
        with self._changed:
            self.value += n
            self._changed.notify_all()


def count(threads, times):
    counter = Counter()

    def add_all():
        for _ in range(times):
            counter.add(1)

    workers = [threading.Thread(target=add_all) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
