"""Another style: each waiting thread has a lock of its own, and is handed its turn."""

import threading
from collections import deque


class Closed(Exception):
    pass


class BoundedBuffer:
    def __init__(self, capacity):
        self._room = capacity
        self._items = deque()
        self._getters = deque()
        self._putters = deque()
        self._closed = False
        self._lock = threading.Lock()

    def _queue_up(self, queue, ready, timeout):
        """Wait, with the lock held before and after, until ``ready`` or closed or too late."""
        while not ready() and not self._closed:
            ticket = threading.Semaphore(0)
            queue.append(ticket)
            self._lock.release()
            try:
                called = ticket.acquire(timeout=timeout)
            finally:
                self._lock.acquire()
            if not called and ticket in queue:  # else: called in the same moment, go on
                queue.remove(ticket)
                raise TimeoutError

    @staticmethod
    def _call(queue):
        if queue:
            queue.popleft().release()

    def put(self, x, timeout=None):
        with self._lock:
            try:
                self._queue_up(self._putters, lambda: self._room > 0, timeout)
            except TimeoutError:
                raise TimeoutError("full") from None
            if self._closed:
                raise Closed
            self._room -= 1
            self._items.append(x)
            self._call(self._getters)

    def get(self, timeout=None):
        with self._lock:
            self._queue_up(self._getters, lambda: len(self._items) > 0, timeout)
            if not self._items:
                raise Closed
            self._room += 1
            item = self._items.popleft()
            self._call(self._putters)
            return item

    def close(self):
        with self._lock:
            self._closed = True
            for queue in (self._getters, self._putters):
                while queue:
                    self._call(queue)
