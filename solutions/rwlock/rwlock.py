"""Reference: three counters and a condition; new readers queue up behind a waiting writer."""

import threading
from contextlib import contextmanager


class ReadWriteLock:
    """Any number of readers, or one writer."""

    def __init__(self):
        # The condition protects the three fields below. It is held only while they are looked
        # at and changed, never while a reader or writer is at work: so readers can be together.
        self._changed = threading.Condition()
        self._readers = 0
        self._writing = False
        self._writers_waiting = 0

    @contextmanager
    def read(self):
        """Inside there may be other readers, but no writer."""
        with self._changed:
            # A writer that waits comes first. Otherwise readers that keep coming would leave
            # it no moment without readers, and it would wait for ever.
            self._changed.wait_for(lambda: not self._writing and not self._writers_waiting)
            self._readers += 1
        try:
            yield
        finally:  # also when the block raises
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def write(self):
        """Inside there is nobody else."""
        with self._changed:
            self._writers_waiting += 1
            try:
                self._changed.wait_for(lambda: not self._writing and not self._readers)
                self._writing = True
            finally:
                self._writers_waiting -= 1
        try:
            yield
        finally:
            with self._changed:
                self._writing = False
                self._changed.notify_all()  # all: several readers may come in now
