"""Calls in an executor: `gather(calls, workers)` and `first(calls, workers)`."""


def shown(results):
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


def gather_two(student):
    """Two calls in two workers, results in the order of the calls.

    right: value == ["a", "b"]
    wrong-order: value == ["b", "a"]
    results-missing: len(value) < 2
    """
    return shown(student.gather([lambda: "a", lambda: "b"], 2))


def gather_error(student):
    """The first of three calls raises, and the other results are still there.

    right: value == ["KeyError", "b", "c"]
    stopped-at-error: value == "KeyError"
    wrong-order: sorted(value) == ["KeyError", "b", "c"]
    """
    def bad():
        raise KeyError("a")

    try:
        return shown(student.gather([bad, lambda: "b", lambda: "c"], 2))
    except KeyError:
        return "KeyError"


def first_of_two(student):
    """One call fails, the other succeeds: its value is the answer.

    right: value == "good"
    failure-returned: value == "ValueError"
    """
    def bad():
        raise ValueError("bad")

    try:
        return student.first([bad, lambda: "good"], 2)
    except ValueError:
        return "ValueError"


def meeting(student):
    """Two calls wait for each other.

    right: value == ["met", "met"]
    """
    import threading

    barrier = threading.Barrier(2)

    def call():
        barrier.wait()
        return "met"

    return shown(student.gather([call, call], 2))


def nested(student):
    """A job of the pool waits for another job of the same pool.

    right: value == "inner"
    """
    return student.outer()


def callbacks(student):
    """Two futures with callbacks that count.

    right: value == 2
    lost-update: value == 1
    """
    return student.count_done(2)
