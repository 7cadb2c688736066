"""Exercise `pool`: many tasks, a fixed number of worker processes. Read README.md first."""


def fan_out(func, items, workers):
    """Call ``func(item)`` for each item, in ``workers`` processes at once.

    Args:
        func: a function of one argument that can be pickled (defined at the top of a module).
        items: anything that a ``for`` loop can run over; it may be empty.
        workers: how many processes work at once; 1 or more.

    Returns:
        A list of the results, in the order of the items.

    Raises:
        Exception: whatever ``func`` raised for an item. No process is left behind then either.
    """
    # TODO: make a pool of processes, give it the tasks, and ask it for the results.
    raise NotImplementedError
