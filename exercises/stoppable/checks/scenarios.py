"""Tickers on a virtual clock, on which an hour costs nothing."""

import contextlib
import os
import threading
import time


def where_it_runs(student):
    """Whether the action runs in the process that started the ticker."""
    reading, writing = os.pipe()
    ticker = student.Ticker(lambda: os.write(writing, f"{os.getpid()}\n".encode()))
    ticker.start()
    # It is left running: stop() has checks of its own.
    return {"here": int(os.read(reading, 100).split()[0]) == os.getpid()}


def ticks(student, interval, intervals):
    """When the action ran (in seconds after the start), when stopped after so many intervals."""
    moments = []
    started = time.monotonic()
    ticker = student.Ticker(lambda: moments.append(time.monotonic() - started), interval)
    ticker.start()
    time.sleep(interval * intervals)
    ticker.stop()
    return [round(moment, 3) for moment in moments]


def between_ticks(student):
    """How often the action ran within a second; the fourth time ends it."""
    runs = []

    def action():
        runs.append("run")
        if len(runs) == 4:
            raise OSError("that will do")

    ticker = student.Ticker(action)
    ticker.start()
    time.sleep(1)
    with contextlib.suppress(OSError):
        ticker.stop()
    return len(runs)


def prompt(student):
    """How long stop takes (seconds) once the action has run, an hour before its next time."""
    ran = threading.Event()
    ticker = student.Ticker(ran.set)
    ticker.start()
    ran.wait()
    before = time.monotonic()
    ticker.stop()
    return time.monotonic() - before


def never_again(student, run):
    """Stop as soon as that run has begun (0: at once); what was done then, and a day later."""
    work = []
    begun = threading.Event()

    def action():
        work.append("begin")
        if len(work) == 2 * run - 1:
            begun.set()
        work.append("end")

    ticker = student.Ticker(action)
    ticker.start()
    if run:
        begun.wait()
    ticker.stop()
    after = list(work)
    time.sleep(24 * 3600)
    return {"when_stopped": after, "a_day_later": list(work)}


def stop_anytime(student):
    """Stop before the start, then start, and stop twice."""
    ran = threading.Event()
    ticker = student.Ticker(ran.set)
    ticker.stop()
    ticker.start()
    ran.wait()
    ticker.stop()
    ticker.stop()
    return "stopped"


def never_started(student):
    """Stop a ticker twice that is never started."""
    ticker = student.Ticker(lambda: None)
    ticker.stop()
    ticker.stop(timeout=1)
    return "stopped"


def second_start(student):
    """Start twice, then stop."""
    ticker = student.Ticker(lambda: None)
    ticker.start()
    try:
        ticker.start()
        second = "nothing"
    except RuntimeError:
        second = "RuntimeError"
    ticker.stop()
    return second


def stop_from_action(student):
    """An action that stops its own ticker; how often it ran, a day later."""
    runs = []
    stopped = threading.Event()

    def action():
        runs.append("run")
        ticker.stop()
        stopped.set()

    ticker = student.Ticker(action)
    ticker.start()
    stopped.wait()
    ticker.stop()
    time.sleep(24 * 3600)
    return len(runs)


def action_raises(student, good):
    """An action that raises after some good runs; stopped at once, or a day later."""
    runs = []

    def action():
        runs.append("run")
        if len(runs) > good:
            raise OSError("the disk is full")

    ticker = student.Ticker(action)
    ticker.start()
    time.sleep(24 * 3600)
    try:
        ticker.stop()
        raised = "nothing"
    except OSError as error:
        raised = str(error)
    return {"runs": len(runs), "raised": raised}


def times_out(student):
    """Stop while the action is in the middle of its work; then let it end, and stop again."""
    inside, go_on = threading.Event(), threading.Event()
    runs = []

    def action():
        runs.append("begin")
        inside.set()
        go_on.wait()
        runs.append("end")

    ticker = student.Ticker(action)
    ticker.start()
    inside.wait()
    try:
        ticker.stop(timeout=5)
        raised = "nothing"
    except TimeoutError:
        raised = "TimeoutError"
    go_on.set()
    ticker.stop()
    time.sleep(24 * 3600)
    return {"raised": raised, "runs": runs}
