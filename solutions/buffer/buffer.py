"""Reference: one lock, and a condition for each of the two things to wait for."""

import threading
from collections import deque


class Closed(Exception):
    """The buffer is closed."""


class BoundedBuffer:
    """First in, first out; at most ``capacity`` items inside."""

    def __init__(self, capacity):
        self._capacity = capacity
        self._items = deque()
        self._closed = False
        # One lock protects all three fields. Producers and consumers wait for different
        # things, so each has a place of its own to wait in: then notify() can't wake the
        # wrong kind.
        lock = threading.Lock()
        self._not_full = threading.Condition(lock)
        self._not_empty = threading.Condition(lock)

    def put(self, x, timeout=None):
        """Append ``x``; wait while the buffer is full."""
        with self._not_full:
            # wait_for looks again after every wake-up: somebody else may have been faster.
            may_go = self._not_full.wait_for(
                lambda: self._closed or len(self._items) < self._capacity, timeout
            )
            if self._closed:
                raise Closed("the buffer is closed")
            if not may_go:
                raise TimeoutError(f"there was no room for {timeout} seconds")
            self._items.append(x)
            self._not_empty.notify()  # one item more: one consumer can go on

    def get(self, timeout=None):
        """Take the oldest item away and return it; wait while there is none."""
        with self._not_empty:
            may_go = self._not_empty.wait_for(lambda: self._closed or self._items, timeout)
            if self._items:
                self._not_full.notify()  # one place more: one producer can go on
                return self._items.popleft()
            if may_go:
                raise Closed("the buffer is closed and empty")
            raise TimeoutError(f"there was nothing for {timeout} seconds")

    def close(self):
        """Refuse what is put from now on, and wake everybody who waits."""
        with self._not_full:  # it is the lock of both conditions
            self._closed = True
            self._not_full.notify_all()
            self._not_empty.notify_all()
