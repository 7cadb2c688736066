"""The count is a variable of an enclosing function.

two_increments: lost-update
"""


def Counter():
    total = 0

    class Handle:
        def increment(self, n=1):
            nonlocal total
            total += n

        @property
        def value(self):
            return total

    return Handle()
