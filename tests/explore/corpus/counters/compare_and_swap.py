"""Re-reads before it writes; the gap is smaller and still there.

two_increments: lost-update
"""


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self, n=1):
        while True:
            old = self.value
            if self.value == old:
                self.value = old + n
                return
