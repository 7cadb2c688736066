"""Drives ``fan_out`` inside the sandbox and tells what happened; expects nothing."""

import os

from grader.student.toolkit import Affine, Footprint, Raises, Referee, Task

ERRORS = {"ValueError": ValueError, "TypeError": TypeError, "LookupError": LookupError}


def plain(value):
    """The value as JSON can say it."""
    if isinstance(value, list):
        return [item if isinstance(item, int) else repr(item)[:80] for item in value]
    return repr(value)[:200]


def backwards(student, items, workers, factor, offset):
    """Whenever nothing more can start, the task that started last may end."""
    with Referee() as referee:
        referee.turnstile("task", expect=1, releases=None, last_first=True)
        result = student.fan_out(Task(referee, "task", Affine(factor, offset)), items, workers)
    return plain(result)


def crowd(student, count, workers):
    """Tasks wait until nothing more can start; how many are inside then, and where?"""
    with Referee() as referee:
        referee.turnstile("task", expect=workers)
        student.fan_out(Task(referee, "task"), list(range(count)), workers)
        seen = referee.report("task")
    return {
        "tasks": seen["arrivals"],
        "first": seen["seen"][0] if seen["seen"] else 0,
        "most": seen["most"],
        "in_caller": seen["pids"].count(os.getpid()),
    }


def iterable(student, kind, items, workers, factor, offset):
    """The items come as something else than a list."""
    sources = {
        "generator": lambda: (item for item in items),
        "dict": lambda: dict.fromkeys(items),
        "iterator": lambda: iter(items),
        "tuple": lambda: tuple(items),
    }
    referee = Referee()
    result = student.fan_out(Task(referee, None, Affine(factor, offset)), sources[kind](), workers)
    referee.stop()
    return plain(result)


def failing(student, count, bad, workers, kind, message):
    """One task raises. What reaches the caller, and what is left while it handles the error?"""
    with Referee() as referee:
        referee.linger("exit")
        task = Task(referee, None, special={bad: Raises(ERRORS[kind], message)}, lingers="exit")
        before = Footprint()
        try:
            value = student.fan_out(task, list(range(count)), workers)
        except Exception as error:
            caught = {"type": type(error).__name__, "message": str(error)}
            left = Footprint().beyond(before)["processes"]
        else:
            caught = {"type": None, "message": plain(value)}
            left = Footprint().beyond(before)["processes"]
    return {"caught": caught, "left": len(left)}


def leftovers(student, count, workers):
    """Which processes are there when ``fan_out`` has returned? A worker takes its time to end."""
    with Referee() as referee:
        referee.linger("exit")
        before = Footprint()
        value = student.fan_out(Task(referee, None, lingers="exit"), list(range(count)), workers)
        left = Footprint().beyond(before)["processes"]
        del value
    return [one["state"] for one in left]
