"""Counts the places in an int that nobody locks.

at_most_one: too-many
"""


class Limiter:
    def __init__(self, n):
        self.free = n

    def run(self, f):
        while self.free <= 0:
            pass
        self.free -= 1
        try:
            return f()
        finally:
            self.free += 1
