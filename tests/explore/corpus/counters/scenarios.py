"""A counter that threads share: `student.Counter()` has `increment(n=1)` and `value`."""

import threading

from grader.student.together import together


def two_increments(student):
    """Two threads add one each.

    right: value == 2
    lost-update: value in (0, 1)
    """
    counter = student.Counter()
    results = together(counter.increment, counter.increment)
    for result in results:
        if result.error is not None:
            return type(result.error).__name__
    return counter.value


def three_increments(student):
    """Three threads add one each.

    right: value == 3
    lost-update: value in (0, 1, 2)
    """
    counter = student.Counter()
    together(counter.increment, counter.increment, counter.increment)
    return counter.value


def two_amounts(student):
    """One thread adds 5, the other 7.

    right: value == 12
    lost-update: value in (5, 7)
    """
    counter = student.Counter()
    together(lambda: counter.increment(5), lambda: counter.increment(7))
    return counter.value


def twice_each(student):
    """Two threads add one, twice each.

    right: value == 4
    lost-update: value in (2, 3)
    """
    counter = student.Counter()

    def twice():
        counter.increment()
        counter.increment()

    together(twice, twice)
    return counter.value


def up_and_down(student):
    """One thread adds one, the other takes one away.

    right: value == 0
    lost-update: value in (1, -1)
    """
    counter = student.Counter()
    together(counter.increment, counter.decrement)
    return counter.value


def bad_amount(student):
    """One thread adds a string and gets its TypeError; the other still adds.

    right: value == ["TypeError", 1]
    """
    counter = student.Counter()
    first, _ = together(lambda: counter.increment("x"), counter.increment)
    return [type(first.error).__name__, counter.value]


def two_counters(student):
    """An addition to one counter waits until another counter was added to.

    right: value == [1, 1]
    """
    patient, other = student.Counter(), student.Counter()
    done = threading.Event()

    class Patient(int):
        def __radd__(self, left):
            done.wait()
            return left + int(self)

    def quick():
        other.increment()
        done.set()

    together(lambda: patient.increment(Patient(1)), quick)
    return [int(patient.value), other.value]


def another_is_made(student):
    """A second counter is made while the first one is in use.

    right: value == 2
    lost-update: value == 1
    """
    counter = student.Counter()

    def make_and_increment():
        student.Counter()
        counter.increment()

    together(counter.increment, make_and_increment)
    return counter.value
