"""The count is a global of the module.

two_increments: lost-update
"""

total = 0


class Counter:
    def increment(self, n=1):
        global total
        total = total + n

    value = property(lambda self: total)
