"""`close` wakes one of those who wait.

close_while_getting: deadlock
"""

import threading


class Closed(Exception):
    pass


class BoundedBuffer:
    def __init__(self, capacity):
        self.items, self.closed = [], False
        self.changed = threading.Condition()

    def get(self):
        with self.changed:
            while not self.items:
                if self.closed:
                    raise Closed
                self.changed.wait()
            return self.items.pop(0)

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify()
