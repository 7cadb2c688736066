"""`dict.setdefault` decides in one operation who was first.

one_name: nothing
"""


def make():
    owners = {}

    def register(name, owner):
        return owners.setdefault(name, owner) == owner

    return register
