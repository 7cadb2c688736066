"""The next number is one more than the largest.

two_ids: same-id
"""


class Desk:
    given: set[int] = {0}

    def new_id(self):
        number = max(self.given) + 1
        self.given.add(number)
        return number
