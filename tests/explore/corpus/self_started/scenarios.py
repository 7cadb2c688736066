"""Threads that the student's code starts: `run_named(jobs)` and `count(threads, times)`."""

import threading


def counted(student):
    """Two threads add once each.

    right: value == 2
    lost-update: value == 1
    not-joined: value == 0
    """
    return student.count(2, 1)


def counted_twice(student):
    """Two threads add twice each.

    right: value == 4
    lost-update: value in (2, 3)
    """
    return student.count(2, 2)


def named(student):
    """Two jobs, each in a thread of its name.

    right: value == {"a": "in a", "b": "in b"}
    wrong-job: set(value.values()) in ({"in a"}, {"in b"}, {"in b", "in a"}) and len(value) == 2
    results-missing: len(value) < 2 or None in value.values()
    wrong-thread: len(value) == 2
    """
    def job():
        return "in " + threading.current_thread().name

    outcomes = student.run_named({"a": job, "b": job})
    return {name: outcome.value for name, outcome in outcomes.items()}


def who_ran(student):
    """Each name gets its own job's value.

    right: value == {"a": 1, "b": 2}
    wrong-job: value in ({"a": 2, "b": 2}, {"b": 2}, {"a": 1, "b": 1}, {"a": 2, "b": 1})
    """
    outcomes = student.run_named({"a": lambda: 1, "b": lambda: 2})
    return {name: outcome.value for name, outcome in outcomes.items()}


def meeting(student):
    """Two jobs wait for each other.

    right: value == ["met", "met"]
    """
    barrier = threading.Barrier(2)

    def job():
        barrier.wait()
        return "met"

    outcomes = student.run_named({"a": job, "b": job})
    return [outcomes["a"].value, outcomes["b"].value]


def one_raises(student):
    """A job raises, and its error is in its outcome.

    right: value == ["KeyError", 2]
    error-lost: value == ["None", 2]
    """
    def bad():
        raise KeyError("a")

    outcomes = student.run_named({"a": bad, "b": lambda: 2})
    error = outcomes["a"].error
    return ["None" if error is None else type(error).__name__, outcomes["b"].value]
