"""A dataclass whose lock is a field, a Semaphore(1) as the lock, threads from an executor."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Semaphore


@dataclass(eq=False)
class Counter:
    value: int = 0
    _one_at_a_time: Semaphore = field(default_factory=lambda: Semaphore(1), repr=False)

    def add(self, n=1):
        with self._one_at_a_time:
            self.value += n


def _add(counter, times):
    for _ in range(times):
        counter.add()


def count(threads, times):
    counter = Counter()
    with ThreadPoolExecutor(max_workers=threads) as executor:
        for _ in range(threads):
            executor.submit(_add, counter, times)
    return counter.value
