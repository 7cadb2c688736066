"""Readers together, writers alone: `ReadWriteLock()` with `read()` and `write()`."""

from grader.student.together import together


def readers_together(student):
    """Two readers who wait for each other inside.

    right: value == [0, 0]
    """
    import threading

    lock = student.ReadWriteLock()
    meeting = threading.Barrier(2)

    def read():
        with lock.read():
            meeting.wait()
            return 0

    return [r.value for r in together(read, read)]


def reader_and_writer(student):
    """A writer changes two things; a reader sees both or neither.

    right: value in ([0, 0], [1, 1])
    torn-read: value in ([0, 1], [1, 0])
    """
    lock = student.ReadWriteLock()
    pair = {"a": 0, "b": 0}

    def write():
        with lock.write():
            pair["a"] = 1
            pair["b"] = 1

    def read():
        with lock.read():
            return [pair["a"], pair["b"]]

    return together(write, read)[1].value


def two_writers(student):
    """Two writers add one.

    right: value == 2
    lost-update: value == 1
    """
    lock = student.ReadWriteLock()
    box = {"n": 0}

    def write():
        with lock.write():
            box["n"] += 1

    together(write, write)
    return box["n"]


def three_writers(student):
    """Three writers add one.

    right: value == 3
    lost-update: value in (1, 2)
    """
    lock = student.ReadWriteLock()
    box = {"n": 0}

    def write():
        with lock.write():
            box["n"] += 1

    together(write, write, write)
    return box["n"]


def two_readers_one_writer(student):
    """Two readers and a writer all come through.

    right: value in ([0, 0], [1, 1], [0, 1], [1, 0])
    torn-read: "torn" in value
    crash: None in value
    """
    lock = student.ReadWriteLock()
    pair = {"a": 0, "b": 0}

    def write():
        with lock.write():
            pair["a"] = 1
            pair["b"] = 1

    def read():
        with lock.read():
            first = pair["a"]
            return first if first == pair["b"] else "torn"

    results = together(read, write, read)
    return [results[0].value, results[2].value]


def reader_raises(student):
    """A reader that raises lets the writer in.

    right: value == ["KeyError", "written"]
    """
    lock = student.ReadWriteLock()

    def read():
        with lock.read():
            raise KeyError

    def write():
        with lock.write():
            return "written"

    bad, good = together(read, write)
    return [type(bad.error).__name__, good.value]
