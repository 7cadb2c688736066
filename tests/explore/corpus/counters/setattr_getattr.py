"""Goes through `getattr` and `setattr`.

two_increments: lost-update
"""


class Counter:
    value = 0

    def increment(self, n=1, name="value"):
        setattr(self, name, getattr(self, name) + n)
