"""Goes through the instance's dictionary.

two_increments: lost-update
"""


class Counter:
    def __init__(self):
        self.__dict__["value"] = 0

    def increment(self, n=1):
        vars(self)["value"] += n
