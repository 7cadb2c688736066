"""Two threads ask one generator; the second finds it already running.

two_increments: lost-update
"""


class Counter:
    def __init__(self):
        self.value = 0
        self._numbers = self._count()

    def _count(self):
        while True:
            self.value += 1
            yield self.value

    def increment(self):
        try:
            next(self._numbers)
        except ValueError:
            self.refused = True
