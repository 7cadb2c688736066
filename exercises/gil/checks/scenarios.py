"""Drives `gil`: tasks that say where they run, wait for each other, and fail."""

import contextlib
import gc
import os

from grader.student.toolkit import Affine, Footprint, Raises, Referee, Task

ERRORS = {"ValueError": ValueError, "TypeError": TypeError, "LookupError": LookupError}


def plain(value):
    if isinstance(value, list):
        return [item if isinstance(item, int) else repr(item)[:80] for item in value]
    return repr(value)[:200]


def crowd(student, which, count, workers):
    """Hold the tasks until nothing more can start: how many are inside then, and where?"""
    with Referee() as referee:
        referee.turnstile("task", expect=workers)
        getattr(student, which)(Task(referee, "task"), list(range(count)), workers)
        seen = referee.report("task")
        first = seen["seen"][0] if seen["seen"] else 0
        return {
            "tasks": seen["arrivals"],
            "first": first,
            "most": seen["most"],
            "in_caller": seen["pids"].count(os.getpid()),
            "processes": len(set(seen["pids"][:first])),
        }


def backwards(student, which, items, workers, factor, offset, as_generator=False):
    """Whenever nothing more can start, the task that started last may end."""
    with Referee() as referee:
        referee.turnstile("task", expect=1, releases=None, last_first=True)
        task = Task(referee, "task", Affine(factor, offset))
        source = (item for item in items) if as_generator else items
        return plain(getattr(student, which)(task, source, workers))


def failing(student, which, count, bad, workers, kind, message):
    """One task raises: what reaches the caller?"""
    with Referee() as referee:
        referee.linger("task")
        task = Task(referee, "task", special={bad: Raises(ERRORS[kind], message)})
        try:
            value = getattr(student, which)(task, list(range(count)), workers)
        except Exception as error:
            return {"type": type(error).__name__, "message": str(error)}
        return {"type": None, "message": plain(value)}


def leftovers(student, which, count, workers, bad):
    """What is there when the call has returned, or raised? Workers take their time to end."""
    with Referee() as referee:
        task = Task(referee, "task", special={bad: Raises(ValueError, "no")}, lingers="exit")

        def call():
            with contextlib.suppress(ValueError):
                getattr(student, which)(task, list(range(count)), workers)

        before = Footprint()
        call()  # helpers that multiprocessing keeps are there from now on
        referee.linger("task")
        referee.linger("exit")
        call()
        gc.collect()
        left = Footprint().beyond(before)
        return {name: len(left[name]) for name in ("processes", "threads")}
