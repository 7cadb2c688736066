"""A queue of tokens.

at_most_two: nothing
both_at_once: nothing
after_an_error: nothing
"""

from queue import Queue


class Limiter:
    def __init__(self, n):
        self.tokens = Queue()
        for token in "*" * n:
            self.tokens.put(token)

    def run(self, f):
        token = self.tokens.get()
        try:
            return f()
        finally:
            self.tokens.put(token)
