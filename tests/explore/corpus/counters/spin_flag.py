"""A plain bool as a lock: both may see it free.

two_increments: lost-update
"""


class Counter:
    def __init__(self):
        self.busy = False
        self.value = 0

    def increment(self, n=1):
        while self.busy:
            pass
        self.busy = True
        self.value += n
        self.busy = False
