"""The lock is made on first use, and that is guarded by a lock that everybody shares."""

import threading

_making = threading.Lock()


class Counter:
    _lock = None

    def __init__(self):
        self.value = 0

    def _own_lock(self):
        if self._lock is None:
            with _making:
                if self._lock is None:
                    self._lock = threading.Lock()
        return self._lock

    def add(self, n=1):
        with self._own_lock():
            self.value += n


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
