"""Right, and nothing else."""

import threading
class Counter:
    def __init__(self):
        self.value = 0
        self._lock = threading.Lock()
    def add(self, n=1):
        with self._lock:
            self.value += n
def count(threads, times):
    c = Counter()
    ts = [threading.Thread(target=lambda: [c.add() for _ in range(times)]) for _ in range(threads)]
    for t in ts: t.start()
    for t in ts: t.join()
    return c.value
