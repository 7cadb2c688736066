"""Threads that put values into a registry, and end."""

import gc
import threading
import weakref


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


def now(registry):
    """This thread's entry, or the text "LookupError"."""
    try:
        return registry.get()
    except LookupError:
        return "LookupError"


def keeps(student, values):
    """One thread: put each value and get it, then clear, then put the first again."""
    registry = student.Registry()
    seen = []
    for value in values:
        registry.put(value)
        seen.append(registry.get())
    registry.clear()
    cleared = now(registry)
    registry.put(values[0])
    return {"values": seen, "cleared": cleared, "again": now(registry)}


def unset(student):
    """Get where nothing was put, after a clear, and in a second thread."""
    registry = student.Registry()

    def ask():
        try:
            return ["returned", registry.get()]
        except LookupError:
            return "LookupError"
        except AttributeError:
            return "AttributeError"

    seen = [ask()]
    registry.put("main")
    seen.append(together(ask)[0])
    registry.clear()
    seen.append(ask())
    return seen


def own_entry(student, values, names):
    """Two threads put, get, clear and get at the same time; the main thread has an entry, too."""
    registry = student.Registry()
    seen = [[], []]

    def work(value, mine):
        registry.put(value)
        mine.append(now(registry))
        registry.clear()
        mine.append(now(registry))

    threads = [
        threading.Thread(target=work, args=(value, mine), name=name)
        for value, mine, name in zip(values, seen, names, strict=True)
    ]
    registry.put("main")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"threads": seen, "main": now(registry)}


def separate(student, values):
    """Two registries in one thread."""
    one, other = student.Registry(), student.Registry()
    one.put(values[0])
    before = now(other)
    other.put(values[1])
    seen = [now(one), now(other)]
    one.clear()
    return {"other_before": before, "both": seen, "other_after": now(other)}


class Value:
    """Something whose life can be watched."""


def nothing_left(student, threads, fails):
    """How many values of ended threads are still alive; the Thread objects are kept."""
    registry = student.Registry()
    watched = []

    def work():
        value = Value()
        watched.append(weakref.ref(value))
        registry.put(value)
        if fails:
            raise RuntimeError("this thread ends by an error")

    threading.excepthook = lambda args: None  # the error is meant: do not print it
    kept = []
    for _ in range(threads):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        kept.append(thread)
    gc.collect()
    return sum(1 for reference in watched if reference() is not None)


def nothing_old(student, threads):
    """What each of many threads, one after the other, finds before it puts an entry itself."""
    registry = student.Registry()
    seen = []

    def work():
        seen.append(now(registry))
        registry.put("old")

    for _ in range(threads):
        thread = threading.Thread(target=work, name="worker")
        thread.start()
        thread.join()
    return seen
