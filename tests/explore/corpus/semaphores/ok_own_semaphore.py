"""A semaphore of one's own, from a condition.

at_most_two: nothing
both_at_once: nothing
after_an_error: nothing
"""

import threading


class Limiter:
    def __init__(self, n):
        self.free = n
        self.condition = threading.Condition()

    def run(self, f):
        with self.condition:
            while not self.free:
                self.condition.wait()
            self.free -= 1
        try:
            return f()
        finally:
            with self.condition:
                self.free += 1
                self.condition.notify()
