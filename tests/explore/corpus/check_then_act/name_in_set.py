"""A set, a generator expression and `any`.

one_name: taken-twice
"""

names = set()


def make():
    def register(name, owner):
        if any(name == known for known in names):
            return False
        names.add(name)
        return True

    return register
