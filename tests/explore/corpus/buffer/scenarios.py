"""A bounded buffer: `BoundedBuffer(capacity)` with `put`, `get` and `close`."""

from grader.student.together import together


def names(results):
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


def one_each(student):
    """One puts, one gets.

    right: value == [None, "x"]
    notify-error: value == ["RuntimeError", "x"]
    crash: value == [None, "IndexError"]
    """
    buffer = student.BoundedBuffer(1)
    return names(together(lambda: buffer.put("x"), buffer.get))


def in_order(student):
    """One puts three things through a buffer of two, one gets them.

    right: value == [None, [1, 2, 3]]
    wrong-order: isinstance(value[1], list) and sorted(map(str, value[1])) == ["1", "2", "3"]
    """
    buffer = student.BoundedBuffer(2)

    def put():
        for x in (1, 2, 3):
            buffer.put(x)

    return names(together(put, lambda: [buffer.get(), buffer.get(), buffer.get()]))


def two_getters(student):
    """One puts two things through a buffer of one, two get one each.

    right: sorted(map(str, value)) == ["1", "2", "None"]
    crash: "IndexError" in value or "Empty" in value or "KeyError" in value
    lost: value.count(None) > 1
    doubled: value[1] == value[2] or 1 not in value or 2 not in value
    """
    buffer = student.BoundedBuffer(1)

    def put():
        buffer.put(1)
        buffer.put(2)

    return names(together(put, buffer.get, buffer.get))


def two_putters(student):
    """Two put, a third gets both; the buffer never holds two.

    right: value == [None, None, [1, 2]]
    """
    buffer = student.BoundedBuffer(1)
    results = together(
        lambda: buffer.put(1), lambda: buffer.put(2), lambda: sorted([buffer.get(), buffer.get()])
    )
    return names(results)


def full(student):
    """Two put into a buffer of one and nobody gets: one of them times out.

    right: sorted(map(str, value)) == ["None", "TimeoutError"]
    over-capacity: value == [None, None]
    """
    buffer = student.BoundedBuffer(1)
    return names(together(lambda: buffer.put(1, timeout=1), lambda: buffer.put(2, timeout=1)))


def timed_get(student):
    """A get with a timeout beside a put: the thing is got now or is still there.

    right: value == {"got": "x", "then": "TimeoutError"} or value == {"got": "TimeoutError", "then": "x"}
    crash: "IndexError" in value.values()
    """
    buffer = student.BoundedBuffer(1)
    got = names(together(lambda: buffer.put("x"), lambda: buffer.get(timeout=1)))[1]
    return {"got": got, "then": names(together(lambda: buffer.get(timeout=1)))[0]}


def close_while_getting(student):
    """Two wait for something, and the buffer is closed.

    right: value == ["Closed", "Closed", None]
    """
    buffer = student.BoundedBuffer(1)
    return names(together(buffer.get, buffer.get, buffer.close))
