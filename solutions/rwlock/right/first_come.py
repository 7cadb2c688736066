"""Another style: strictly first come, first served; each waits for an event of its own."""

import threading
from collections import deque


class _Visit:
    def __init__(self, lock, kind):
        self.lock = lock
        self.kind = kind

    def __enter__(self):
        turn = threading.Event()
        with self.lock.mutex:
            self.lock.queue.append((self.kind, turn))
            self.lock.admit()
        turn.wait()

    def __exit__(self, *exc_info):
        with self.lock.mutex:
            self.lock.inside.remove(self.kind)
            self.lock.admit()
        return False


class ReadWriteLock:
    def __init__(self):
        self.mutex = threading.Lock()
        self.queue = deque()
        self.inside = []

    def admit(self):
        """Let in, in the order of arrival, whoever may come in now."""
        while self.queue:
            kind, turn = self.queue[0]
            if "writer" in self.inside or (kind == "writer" and self.inside):
                return
            self.queue.popleft()
            self.inside.append(kind)
            turn.set()

    def read(self):
        return _Visit(self, "reader")

    def write(self):
        return _Visit(self, "writer")
