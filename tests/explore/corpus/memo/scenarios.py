"""Functions that remember: `student.cached(f)`."""

from grader.student.together import together


def failures(results):
    return sorted(type(r.error).__name__ for r in results if r.error is not None)


def same_key(student):
    """Two threads ask for the same key; it is worked out once.

    right: value == {"calls": 1, "got": [9, 9], "failed": []}
    computed-twice: value["calls"] == 2
    """
    calls = []

    def square(n):
        calls.append(n)
        return n * n

    fast = student.cached(square)
    results = together(lambda: fast(3), lambda: fast(3))
    return {"calls": len(calls), "got": [r.value for r in results], "failed": failures(results)}


def right_values(student):
    """Two threads ask for two keys each; working out twice is allowed.

    right: value == {"got": [[4, 9], [9, 4]], "failed": []}
    crash: value["failed"] != []
    wrong-value: value["failed"] == []
    """
    fast = student.cached(lambda n: n * n)
    results = together(lambda: [fast(2), fast(3)], lambda: [fast(3), fast(2)])
    return {"got": [r.value for r in results], "failed": failures(results)}


def slow_key(student):
    """Working out one key waits for another key.

    right: value == [1, 2]
    """
    import threading

    second_done = threading.Event()

    def work(n):
        if n == 1:
            second_done.wait()
        else:
            second_done.set()
        return n

    fast = student.cached(work)
    return [r.value for r in together(lambda: fast(1), lambda: fast(2))]
