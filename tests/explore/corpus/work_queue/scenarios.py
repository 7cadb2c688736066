"""A queue with workers: `WorkQueue(workers, handle)` with `submit`, `join` and `close`."""


def submitted(student, workers, n, bad=(), close=True):
    handled = []

    def handle(x):
        if x in bad:
            raise ValueError(x)
        handled.append(x)
        return x * 10

    queue = student.WorkQueue(workers, handle)
    for x in range(n):
        queue.submit(x)
    queue.join()
    at_join = sorted(handled)
    results = queue.close() if close else None
    if results is not None:
        results = [type(r).__name__ if isinstance(r, Exception) else r for r in results]
    return {"handled": at_join, "results": results}


def two_workers(student):
    """Two workers, two tasks.

    right: value == {"handled": [0, 1], "results": [0, 10]}
    joined-early: len(value["handled"]) < 2
    wrong-order: value["results"] == [10, 0]
    results-missing: len(value["results"]) < 2
    """
    return submitted(student, 2, 2)


def three_tasks(student):
    """Two workers, three tasks.

    right: value == {"handled": [0, 1, 2], "results": [0, 10, 20]}
    wrong-order: sorted(value["results"]) == [0, 10, 20]
    """
    return submitted(student, 2, 3)


def one_fails(student):
    """One worker, and the first of two tasks raises.

    right: value == {"handled": [1], "results": ["ValueError", 10]}
    results-missing: len(value["results"]) < 2
    """
    return submitted(student, 1, 2, bad=[0])
