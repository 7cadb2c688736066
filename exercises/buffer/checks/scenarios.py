"""Producers and consumers at one buffer."""

import threading
import time


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


def in_order(student, items):
    """One thread: put all, get all, twice over; all the while another buffer holds an item."""
    other = student.BoundedBuffer(1)
    buffer = student.BoundedBuffer(len(items))
    other.put("other")
    seen = []
    for _ in range(2):
        for item in items:
            buffer.put(item)
        seen.append([buffer.get() for _ in items])
    return {"seen": seen, "other": other.get()}


def two_consumers(student, capacity, items):
    """Two consumers take one item each; the main thread puts them."""
    buffer = student.BoundedBuffer(capacity)

    def put_all():
        for item in items:
            buffer.put(item)

    taken = together(buffer.get, buffer.get, put_all)
    return taken[:2]


def one_place(student):
    """A full buffer, two producers that may wait, and one item that is taken."""
    buffer = student.BoundedBuffer(1)
    buffer.put("first")

    def produce(item):
        try:
            buffer.put(item, timeout=1)
        except TimeoutError:
            return "refused"
        return "inside"

    return sorted(together(lambda: produce("a"), lambda: produce("b"), buffer.get)[:2])


def handed_over(student, items):
    """A producer and a consumer with a buffer of one."""
    buffer = student.BoundedBuffer(1)

    def put_all():
        for item in items:
            buffer.put(item)

    def get_all():
        return [buffer.get() for _ in items]

    return together(put_all, get_all)[1]


def two_wait_for_one(student, items):
    """Two consumers of one item each, one producer of two, and room for one."""
    buffer = student.BoundedBuffer(1)

    def put_all():
        for item in items:
            buffer.put(item)

    return sorted(together(buffer.get, buffer.get, put_all)[:2])


def two_wait_with_one(student, items):
    """Two producers of one item each, one consumer of both, and room for one, which is taken."""
    buffer = student.BoundedBuffer(1)
    buffer.put("first")

    def get_all():
        return [buffer.get() for _ in range(3)]

    taken = together(lambda: buffer.put(items[0]), lambda: buffer.put(items[1]), get_all)[2]
    return {"first": taken[0], "rest": sorted(taken[1:])}


def closed_while_getting(student, getters):
    """Consumers of an empty buffer, which is closed."""
    buffer = student.BoundedBuffer(1)
    return together(*[attempt(student, buffer.get)] * getters, buffer.close)[:getters]


def closed_while_putting(student, putters):
    """Producers at a full buffer, which is closed; then what is left in it."""
    buffer = student.BoundedBuffer(1)
    buffer.put("first")
    put = attempt(student, lambda: buffer.put("more"))
    endings = together(*[put] * putters, buffer.close)[:putters]
    return {"puts": endings, "left": [attempt(student, buffer.get)() for _ in range(2)]}


def attempt(student, call):
    """``call``, with Closed and TimeoutError as texts."""

    def attempted():
        try:
            return call()
        except student.Closed:
            return "Closed"
        except TimeoutError:
            return "TimeoutError"

    return attempted


def closed_with_items(student, items):
    """Close a buffer that holds items, then put and get."""
    buffer = student.BoundedBuffer(len(items) + 1)
    for item in items:
        buffer.put(item)
    buffer.close()
    put = attempt(student, lambda: buffer.put("late"))()
    return {"put": put, "got": [attempt(student, buffer.get)() for _ in range(len(items) + 1)]}


def nobody_comes(student, timeout):
    """One thread: get from an empty buffer, put into a full one, and go on."""
    buffer = student.BoundedBuffer(1)
    get = attempt(student, lambda: buffer.get(timeout=timeout))()
    buffer.put("first", timeout=timeout)
    put = attempt(student, lambda: buffer.put("second", timeout=timeout))()
    return {"get": get, "put": put, "left": [buffer.get(timeout=timeout)]}


def woken_at_once(student, full):
    """How long after it could go on a waiting put or get went on (seconds of virtual time)."""
    buffer = student.BoundedBuffer(1)
    moments = []

    def wait():
        if full:
            buffer.put("second")
        else:
            buffer.get()
        moments.append(time.monotonic())

    if full:
        buffer.put("first")
    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.012345)
    possible = time.monotonic()
    if full:
        buffer.get()
    else:
        buffer.put("first")
    waiting.join()
    return moments[0] - possible


def waits_for_ever(student, full):
    """A put into a full buffer, or a get from an empty one, and nobody else."""
    buffer = student.BoundedBuffer(1)
    if full:
        buffer.put("first")
        buffer.put("second")
    else:
        buffer.get()
    return "did not wait"
