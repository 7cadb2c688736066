"""`with Lock():` is a new lock each time.

two_amounts: lost-update
"""

from threading import Lock


class Counter:
    value = 0

    def increment(self, n=1):
        with Lock():
            self.value = self.value + n
