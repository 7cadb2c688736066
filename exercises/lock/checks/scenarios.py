"""Drives ``Counter`` and ``count`` inside the sandbox and tells what happened; expects nothing."""

import threading

from grader.student.toolkit import Referee


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
    """Which threads call ``add`` within ``count``? Each waits for the others at its first call."""
    calls = []
    with Referee() as referee:
        referee.meet("add", threads)

        class Watched(student.Counter):
            def add(self, *args, **kwargs):
                me = threading.current_thread()
                first = all(thread is not me for thread, _ in calls)
                calls.append((me, args or tuple(kwargs.values()) or (1,)))
                if first and me is not threading.main_thread():
                    with referee.visit("add", me.name):
                        pass
                return super().add(*args, **kwargs)

        student.Counter = Watched
        student.count(threads, times)
        seen = referee.report("add")
    workers = [thread for thread, _ in calls if thread is not threading.main_thread()]
    return {
        "calls": len(calls),
        "by_caller": len(calls) - len(workers),
        "threads": len({id(thread) for thread in workers}),
        "at_once": max(seen["seen"], default=0),
        "alive": sum(thread.is_alive() for thread in set(workers)),
    }
