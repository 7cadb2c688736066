"""An executor with one worker does one addition after the other.

two_increments: nothing
bad_amount: nothing
allows: leaked
"""

from concurrent.futures import ThreadPoolExecutor


class Counter:
    def __init__(self):
        self._worker = ThreadPoolExecutor(max_workers=1)
        self.value = 0

    def _add(self, n):
        self.value += n

    def increment(self, n=1):
        self._worker.submit(self._add, n).result()
