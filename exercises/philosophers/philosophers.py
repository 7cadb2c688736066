"""Philosophers round a table, with one fork between every two neighbours."""


def dine(names, meals, eat):
    """Let each of ``names`` call ``eat(name)`` ``meals`` times, in a thread of its own.

    Neighbours (the last one sits beside the first) never eat at the same time.

    Raises:
        Exception: what ``eat`` raised, when all threads have ended.
    """
    raise NotImplementedError("TODO: a lock for each fork, a thread for each philosopher")


if __name__ == "__main__":
    dine(["Ann", "Bob", "Cai", "Dan"], 2, lambda name: print(name, "eats"))
