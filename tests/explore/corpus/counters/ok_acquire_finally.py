"""`acquire`, `try`, `finally`, `release`, and an import under another name.

two_increments: nothing
bad_amount: nothing
two_counters: nothing
"""

from threading import Lock as Padlock


class Counter:
    def __init__(self):
        self.padlock = Padlock()
        self.value = 0

    def increment(self, n=1):
        self.padlock.acquire()
        try:
            self.value = self.value + n
        finally:
            self.padlock.release()
