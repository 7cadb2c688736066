"""Timers, debouncing and deadlines."""

from grader.student.together import together


def cancel_or_fire(student):
    """A job is cancelled while its timer may fire: it runs, or it is cancelled.

    right: value["ran"] + value["cancelled"] == 1
    both: value["ran"] == 1 and value["cancelled"] == 1
    neither: value["ran"] == 0 and value["cancelled"] == 0
    """
    ran = []
    job = student.Later(5.0, lambda: ran.append(1))
    cancelled = job.cancel()
    job.thread.join()
    return {"ran": len(ran), "cancelled": int(bool(cancelled))}


def debounced(student):
    """Two calls at once make the action run once.

    right: value == 1
    ran-twice: value == 2
    never-ran: value == 0
    """
    ran = []
    debounce = student.Debounce(1.0, lambda: ran.append(1))
    together(debounce.call, debounce.call)
    debounce.finish()
    return len(ran)


def tick_beside_add(student):
    """A timer adds to a total while the main thread does.

    right: value == 2
    lost-update: value == 1
    """
    return student.total_of_two()


def in_time(student):
    """A reply within its deadline, or a TimeoutError; a late reply does no harm.

    right: value in ("reply", "TimeoutError")
    crash: value == "InvalidStateError"
    """
    (result,) = together(lambda: student.ask("reply"))
    return type(result.error).__name__ if result.error is not None else result.value
