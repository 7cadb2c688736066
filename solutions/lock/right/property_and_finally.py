"""`acquire` and `release` by hand, a property that reads under the lock too."""

import threading


class Counter:
    def __init__(self):
        self._value = 0
        self._lock = threading.RLock()

    @property
    def value(self):
        with self._lock:
            return self._value

    def add(self, n=1):
        self._lock.acquire()
        try:
            self._value = self._value + n
        finally:
            self._lock.release()


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
