"""`close` sets a flag and tells nobody.

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
            self.changed.wait_for(lambda: self.items or self.closed)
            if self.closed:
                raise Closed
            return self.items.pop(0)

    def close(self):
        self.closed = True
