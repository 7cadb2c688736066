"""Calls to gather, and what comes of them."""

import contextlib
import os
import threading


def plain(results):
    """Results as plain data: [value, name of the error's class and its text]."""
    return [
        [each.value, None if each.error is None else f"{type(each.error).__name__}: {each.error}"]
        for each in results
    ]


def returns(value):
    """A call that returns ``value``."""
    return lambda: value


def raises(error):
    """A call that raises ``error``."""

    def call():
        raise error

    return call


def in_order(student, values, workers):
    """Calls that return a value each; of the first two, the second is ready first.

    Then no calls at all.
    """
    ready = threading.Event()

    def slow():
        ready.wait()
        return values[0]

    def quick():
        ready.set()
        return values[1]

    calls = [slow, quick, *map(returns, values[2:])]
    return [plain(student.gather(iter(calls), workers)), plain(student.gather([], workers))]


def errors(student, texts, workers):
    """A call that raises, one that returns, and another one that raises."""
    wrong = [ValueError(texts[0]), KeyError(texts[1])]
    results = student.gather([raises(wrong[0]), returns(1), raises(wrong[1])], workers)
    return {
        "results": plain(results),
        "same": [results[0].error is wrong[0], results[2].error is wrong[1]],
    }


def at_once(student, workers):
    """As many calls as workers, which wait for each other."""
    meeting = threading.Barrier(workers)

    def meet():
        meeting.wait()
        return "met"

    return plain(student.gather([meet] * workers, workers))


def where_calls_are_made(student, which):
    """Whether three calls are made in the process of the caller."""
    results = getattr(student, which)([os.getpid] * 3, 2)
    pids = [result.value for result in results] if which == "gather" else [results]
    return {"here": set(pids) == {os.getpid()}}


def never_more(student, which, workers, calls):
    """How many calls were made at the same time, at most."""
    lock = threading.Lock()
    inside = []
    counts = []

    def call():
        with lock:
            inside.append("call")
            counts.append(len(inside))
        with lock:
            inside.pop()
        if which == "first":
            raise OSError("failed")  # so that the other calls are made as well

    with contextlib.suppress(OSError):
        getattr(student, which)([call] * calls, workers)
    return max(counts)


def first_success(student, values, workers, failing):
    """Calls of which some fail at once, and the others return a value each."""
    calls = [
        raises(OSError("failed")) if number in failing else returns(value)
        for number, value in enumerate(values)
    ]
    return student.first(calls, workers)


def all_fail(student, calls, workers):
    """All calls fail; or there are none."""
    wrong = [OSError(str(number)) for number in range(calls)]
    try:
        student.first([raises(error) for error in wrong], workers)
    except ValueError:
        return "ValueError"
    except OSError as error:
        return "an error of a call" if any(error is each for each in wrong) else "another error"
    return "nothing"


def cancels(student, values, slow_before):
    """Calls that take an hour, one that succeeds at once, and one to spare.

    There is a worker for each but the last. Whether the one to spare was made.
    """
    never = threading.Event()
    made = []

    def slow():
        never.wait(timeout=3600)
        return values[1]

    def to_spare():
        made.append("call")
        return values[2]

    calls = [*[slow] * slow_before, returns(values[0]), to_spare]
    student.first(calls, slow_before + 1)
    return bool(made)


def threads_left(student, which, outcome):
    """How many threads there are when the function returns or raises, besides the caller."""

    def good():
        return 1

    def bad():
        raise OSError("failed")

    call = getattr(student, which)
    with contextlib.suppress(OSError):
        call([good, good] if outcome == "good" else [bad, bad], 2)
    return threading.active_count() - 1
