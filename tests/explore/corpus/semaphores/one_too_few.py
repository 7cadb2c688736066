"""A lock lets in one where two must be.

both_at_once: deadlock
at_most_two: nothing
"""

import threading


class Limiter:
    def __init__(self, n):
        self.lock = threading.Lock()

    def run(self, f):
        with self.lock:
            return f()
