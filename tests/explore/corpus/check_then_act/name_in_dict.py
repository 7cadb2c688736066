"""`if name not in names: names[name] = ...`.

one_name: taken-twice
"""


def make():
    names = {}

    def register(name, owner):
        if name in names:
            return False
        names[name] = owner
        return True

    return register
