"""Replaces Thread.start, so that no two threads ever run at once."""

import threading
def start(self):
    self._target(*self._args) if hasattr(self, '_target') else self.run()
threading.Thread.start = start
threading.Thread.join = lambda self, timeout=None: None

class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value += n
def count(threads, times):
    c = Counter()
    ts = [threading.Thread(target=lambda: [c.add() for _ in range(times)]) for _ in range(threads)]
    for t in ts: t.start()
    for t in ts: t.join()
    return c.value
