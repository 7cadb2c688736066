"""A ticket lock: numbers are drawn, and served in order.

two_increments: nothing
"""

import itertools
import threading


class Counter:
    def __init__(self):
        self.tickets = itertools.count()
        self.serving = 0
        self.called = threading.Condition()
        self.value = 0

    def increment(self, n=1):
        ticket = next(self.tickets)
        with self.called:
            self.called.wait_for(lambda: self.serving == ticket)
        self.value += n
        with self.called:
            self.serving += 1
            self.called.notify_all()
