"""Drives ``Counter`` and ``count`` inside the sandbox and tells what happened; expects nothing."""

import inspect
import threading

from grader.student.toolkit import Referee, RefereeGoneError


def run_all(*functions):
    """Run each function in a thread of its own, to the end."""
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_turn(student, numbers):
    """One thread adds; the value after each step."""
    counter = student.Counter()
    seen = [counter.value]
    for number in numbers:
        counter.add(number)
        seen.append(counter.value)
    counter.add()
    seen.append(counter.value)
    return seen


def apart(student, first, second):
    """Two counters, used in turn."""
    one, other = student.Counter(), student.Counter()
    one.add(first)
    other.add(second)
    one.add(first)
    return [one.value, other.value]


def adders(student, threads, numbers):
    """Each of the threads adds the numbers to one counter."""
    counter = student.Counter()

    def add():
        for number in numbers:
            counter.add(number)

    run_all(*[add] * threads)
    return counter.value


def add_and_make(student):
    """Two threads add, and one of them makes another counter first."""
    counter = student.Counter()

    def make_and_add():
        student.Counter()
        counter.add(1)

    run_all(lambda: counter.add(1), make_and_add)
    return counter.value


def bad_then_good(student, good):
    """A text is added, which can't be; then a number, by another thread."""
    counter = student.Counter()
    raised = None
    try:
        counter.add("x")
    except Exception as error:
        raised = type(error).__name__
    run_all(lambda: counter.add(good))
    return {"raised": raised, "value": counter.value}


class Slow(int):
    """A number whose addition ends only when something else has happened."""

    def __new__(cls, value, event):
        self = super().__new__(cls, value)
        self.event = event
        return self

    def __add__(self, other):
        self.event.wait()
        return int(self) + int(other)

    def __radd__(self, other):
        return self + other


def two_counters(student, first, second):
    """An addition to one counter lasts until another thread has added to the other counter."""
    one, other = student.Counter(), student.Counter()
    added = threading.Event()

    def quick():
        other.add(second)
        added.set()

    run_all(lambda: one.add(Slow(first, added)), quick)
    return [int(one.value), int(other.value)]


def counted(student, threads, times):
    """What ``count`` returns."""
    return student.count(threads, times)


def who_adds(student, threads, times):
    """Which threads call ``add`` within ``count``, and which of them are left when it returns?

    At its first call each waits for the others. After its last call it takes its time: it goes on
    when nothing else can happen, so that a thread that nobody waits for is still in it at the end.
    """
    calls, adding = [], []
    with Referee() as referee:
        referee.meet("first", threads)
        referee.linger("last")

        plain = inspect.getattr_static(student.Counter, "add")

        def add(self, *args, **kwargs):
            me = threading.current_thread()
            calls.append(me)
            done = sum(thread is me for thread in list(calls))
            plain_add = plain.__get__(self, type(self))
            if me is threading.main_thread():
                return plain_add(*args, **kwargs)
            adding.append(me)
            try:
                if done == 1:
                    visit(referee, "first")
                value = plain_add(*args, **kwargs)
                if done % times == 0:
                    visit(referee, "last")
            finally:
                adding.remove(me)
            return value

        student.Counter.add = add  # not a subclass: a metaclass may have its say in that
        student.count(threads, times)
        left = list(adding)
        seen = referee.report("first")["seen"]
    return {
        "left": len(left),
        "calls": len(calls),
        "by_caller": sum(thread is threading.main_thread() for thread in list(calls)),
        "at_once": max(seen, default=0),
    }


def visit(referee, gate):
    """Arrive at a gate and be let through; a thread that outlives its scenario just goes on."""
    try:
        with referee.visit(gate, threading.current_thread().name):
            pass
    except RefereeGoneError:
        return
