"""Items for worker threads."""

import os
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


def told(results):
    """Results as plain data: an exception becomes its class and text."""
    return [
        f"{type(each).__name__}: {each}" if isinstance(each, BaseException) else each
        for each in results
    ]


def where_items_are_handled(student, workers):
    """Whether items are handled in the process that submits them."""
    work = student.WorkQueue(workers, lambda item: os.getpid())
    work.submit("item")
    return {"here": work.close() == [os.getpid()]}


def in_order(student, workers, items):
    """Submit and close: each item is doubled. Then there is nothing to wait for."""
    work = student.WorkQueue(workers, lambda item: 2 * item)
    for item in items:
        work.submit(item)
    results = told(work.close())
    work.join()
    return results


def nothing(student, workers):
    """Join and close, without a single item."""
    work = student.WorkQueue(workers, lambda item: item)
    work.join()
    return told(work.close())


def join_waits(student, workers, items):
    """How many items were handled when join returned, twice over."""
    ended = []

    def handle(item):
        ended.append(item)
        return item

    work = student.WorkQueue(workers, handle)
    seen = []
    for batch in items:
        for item in batch:
            work.submit(item)
        work.join()
        seen.append(len(ended))
    work.close()
    return seen


def errors(student, workers, bad, good):
    """Bad items, for which handle raises, then good ones; join, then close."""
    raised = []

    def handle(item):
        if item in bad:
            error = ValueError(item)
            raised.append(error)
            raise error
        return item

    work = student.WorkQueue(workers, handle)
    for item in [*bad, *good]:
        work.submit(item)
    work.join()
    results = work.close()
    same = all(any(each is error for each in results) for error in raised)
    return {"results": told(results), "same": same}


def at_once(student, workers):
    """As many items as workers, which wait for each other."""
    meeting = threading.Barrier(workers)

    def handle(item):
        meeting.wait()
        return "met"

    work = student.WorkQueue(workers, handle)
    for item in range(workers):
        work.submit(item)
    return told(work.close())


def never_more(student, workers, items):
    """How many items were handled at the same time, at most."""
    lock = threading.Lock()
    inside = []
    counts = []

    def handle(item):
        with lock:
            inside.append(item)
            counts.append(len(inside))
        with lock:
            inside.remove(item)

    work = student.WorkQueue(workers, handle)
    for item in range(items):
        work.submit(item)
    work.close()
    return max(counts)


def two_submit(student, items):
    """Two threads submit an item each."""
    work = student.WorkQueue(1, lambda item: item)
    together(*[lambda item=item: work.submit(item) for item in items])
    return sorted(told(work.close()), key=str)


def close_ends(student, workers, items):
    """How many threads there are after close, besides the one that closed."""
    work = student.WorkQueue(workers, lambda item: item)
    for item in range(items):
        work.submit(item)
    work.close()
    return threading.active_count() - 1


def closed(student):
    """Submit after close: what it raises, and what close had returned."""
    work = student.WorkQueue(1, lambda item: item)
    work.submit("early")
    results = work.close()
    try:
        work.submit("late")
        raised = "nothing"
    except Exception:
        raised = "an error"
    return {"raised": raised, "results": told(results)}


def submits_while_closing(student):
    """Handling the first item submits a second one, while another thread closes the queue."""

    def handle(item):
        if item == "first":
            try:
                work.submit("second")
            except RuntimeError:
                return "was refused"
            return "was accepted"
        return item

    work = student.WorkQueue(1, handle)
    work.submit("first")
    return told(work.close())
