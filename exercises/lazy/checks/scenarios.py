"""Threads that ask for a value that is to be made once."""

import threading


def together(*calls):
    """Run each call in a thread of its own; what they returned, in order, or raise an error."""
    endings = [[] for _ in calls]
    threads = [threading.Thread(target=end, args=pair) for pair in zip(calls, endings, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _, error in endings:
        if error is not None:
            raise error
    return [value for value, _ in endings]


def end(call, ending):
    """Call it, and note how it ended: what it returned and what it raised."""
    try:
        ending.extend((call(), None))
    except Exception as error:
        ending.extend((None, error))


def made_late_and_kept(student, value):
    """One thread: how often the factory was called before, and after each of three gets."""
    calls = []

    def factory():
        calls.append("call")
        return [value]

    lazy = student.Lazy(factory)
    counts = [len(calls)]
    values = []
    for _ in range(3):
        values.append(lazy.get())
        counts.append(len(calls))
    return {
        "calls": counts,
        "values": values,
        "one_object": all(each is values[0] for each in values),
    }


def none_is_a_value(student):
    """A factory that returns None."""
    calls = []
    lazy = student.Lazy(lambda: calls.append("call"))
    return {"values": [lazy.get(), lazy.get()], "calls": len(calls)}


def two_ask(student, value):
    """Two threads ask at once."""
    calls = []

    def factory():
        calls.append("call")
        return [value]

    lazy = student.Lazy(factory)
    first, second = together(lazy.get, lazy.get)
    return {"calls": len(calls), "same": first is second}


def reader_while_made(student, value):
    """Two threads ask at once, and what they get is looked at as they get it."""

    class Table:
        def __init__(self):
            self.rows = None
            self.rows = value

    def read():
        table = lazy.get()
        return table.rows if isinstance(table, Table) else "no table at all"

    lazy = student.Lazy(Table)
    return together(read, read)


def fails_first(student, value):
    """One thread: a factory that raises twice, then works."""
    calls = []

    def factory():
        calls.append("call")
        if len(calls) <= 2:
            raise ConnectionError("not yet")
        return value

    lazy = student.Lazy(factory)
    return {"gets": [attempt(lazy) for _ in range(4)], "calls": len(calls)}


def attempt(lazy):
    """What get() gave, or the text "ConnectionError" if it raised that."""
    try:
        return lazy.get()
    except ConnectionError:
        return "ConnectionError"


def fails_first_under_two(student, value):
    """Two threads ask, the factory raises once; then a third get."""
    calls = []

    def factory():
        calls.append("call")
        if len(calls) == 1:
            raise ConnectionError("not yet")
        return value

    lazy = student.Lazy(factory)
    both = together(lambda: attempt(lazy), lambda: attempt(lazy))
    return {"both": both, "later": attempt(lazy), "calls": len(calls)}


def made_together(student):
    """Two lazies whose factories wait for each other."""
    meeting = threading.Barrier(2)

    def factory():
        meeting.wait()
        return "met"

    return together(student.Lazy(factory).get, student.Lazy(factory).get)


def made_inside(student):
    """A lazy that is made in the factory of another."""
    inner = student.Lazy(lambda: 20)
    outer = student.Lazy(lambda: inner.get() + 1)
    return [outer.get(), inner.get()]
