"""Drives `shared_counter`: other processes count on command, and one is stopped in the middle.

To see whether an increment can be lost, nothing is left to luck: process A is stopped before every
single instruction of its `increment`, one after the other, while process B does a whole increment
or waits for A. "B waits" is known, not guessed: the referee says when nothing more can happen.
"""

import multiprocessing
import sys

from grader.student.toolkit import Referee

MOST_STOPS = 300
"""Instructions at which an increment is stopped; usual ones have less than fifty."""
MOMENT = 0.02
"""Seconds of plain waiting before the referee is asked whether anything can still happen."""


class Helper:
    """Another process, forked, that counts when told to."""

    def __init__(self, counter, file=""):
        context = multiprocessing.get_context("fork")
        self.line, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, counter, file), daemon=True)
        self.process.start()
        other.close()

    def tell(self, *command):
        self.line.send(command)

    def answer(self, referee):
        """What it says, or None when it can't say anything any more."""
        if not self.line.poll(MOMENT):
            referee.settle()
        try:
            return self.line.recv() if self.line.poll() else None
        except EOFError:
            return None


def serve(line, counter, file):
    """Be a helper."""
    while True:
        what, number = line.recv()
        if what == "increment":
            for _ in range(number):
                counter.increment()
            line.send(["value", counter.value])
        elif what == "value":
            line.send(["value", counter.value])
        else:
            count = step(counter, file, number, line)
            line.send(["end", count])


def step(counter, file, stop, line):
    """Increment, and wait for a word before instruction number `stop`; returns their number."""
    count = 0

    def local(frame, event, _):
        nonlocal count
        if event == "opcode":
            if count == stop:
                line.send(["at", frame.f_lineno])
                line.recv()
            count += 1
        return local

    def tracer(frame, event, _):
        if frame.f_code.co_filename == file or frame.f_code is prepare.__code__:
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
            return local if frame.f_code.co_filename == file else None
        return None

    # Since 3.12 opcodes are traced only if some frame had asked for it before settrace.
    sys.settrace(tracer)
    prepare()
    sys.settrace(tracer)
    try:
        counter.increment()
    finally:
        sys.settrace(None)
    return count


def prepare():
    """Nothing: it is called to switch tracing on."""


def counts(student, times):
    counter = student.SharedCounter()
    start = counter.value
    for _ in range(times):
        counter.increment()
    return [start, counter.value]


def two_counters(student, first, second):
    one, other = student.SharedCounter(), student.SharedCounter()
    for _ in range(first):
        one.increment()
    for _ in range(second):
        other.increment()
    return [one.value, other.value]


def from_processes(student, times):
    """As many processes as there are numbers count in turn, each that often."""
    counter = student.SharedCounter()
    with Referee() as referee:
        helpers = [Helper(counter) for _ in times]
        seen = []
        for helper, number in zip(helpers, times, strict=True):
            helper.tell("increment", number)
            seen.append((helper.answer(referee) or ["", "it waits for ever"])[1])
        return {"in_them": seen, "here": counter.value}


def other_side(student, times):
    """Count here, look there, in a process that was there before."""
    counter = student.SharedCounter()
    with Referee() as referee:
        helper = Helper(counter)
        for _ in range(times):
            counter.increment()
        helper.tell("value", 0)
        return (helper.answer(referee) or ["", "it waits for ever"])[1]


def in_the_middle(student):
    """Stop A before each instruction of increment, and let B increment meanwhile."""
    counter = student.SharedCounter()
    file = student.__file__
    stops = []
    with Referee() as referee:
        a, b = Helper(counter, file), Helper(counter, file)
        for stop in range(MOST_STOPS):
            before = counter.value
            a.tell("step", stop)
            said = a.answer(referee)
            if said is None:
                stops.append({"stuck": "the first process"})
                break
            if said[0] == "end":
                break
            b.tell("increment", 1)
            done = b.answer(referee)
            a.tell("go", 0)
            end = a.answer(referee)
            done_later = done or b.answer(referee)
            if end is None or done_later is None:
                stops.append({"line": said[1], "stuck": "both" if end is None else "the second"})
                break
            stops.append({"line": said[1], "waited": done is None, "grown": counter.value - before})
    return stops
