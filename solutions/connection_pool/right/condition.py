"""Another style: no semaphore, a condition over slots with a flag each."""

import contextlib
import threading


class _Slot:
    def __init__(self, connection):
        self.connection = connection
        self.taken = False


class ConnectionPool:
    def __init__(self, connections):
        self.slots = [_Slot(connection) for connection in connections]
        self.changed = threading.Condition()

    def _free(self):
        return next((slot for slot in self.slots if not slot.taken), None)

    def acquire(self, timeout=None):
        with self.changed:
            slot = self.changed.wait_for(self._free, timeout)
            if slot is None:
                raise TimeoutError
            slot.taken = True
            return slot.connection

    def release(self, c):
        with self.changed:
            for slot in self.slots:
                if slot.connection is c and slot.taken:
                    slot.taken = False
                    self.changed.notify()
                    return
            raise ValueError(c)

    @contextlib.contextmanager
    def lease(self):
        with contextlib.ExitStack() as stack:
            connection = self.acquire()
            stack.callback(self.release, connection)
            yield connection
