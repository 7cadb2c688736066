"""The next number is the length of the list.

two_ids: same-id
"""


class Desk:
    def __init__(self):
        self.given = []

    def new_id(self):
        number = len(self.given)
        self.given.append(number)
        return number
