"""Events, flags and the publishing of a value."""

from grader.student.together import together


def publish(student):
    """One thread publishes, the other waits for it.

    right: value == [None, "news"]
    too-early: value == [None, None]
    crash: value == [None, "AttributeError"]
    """
    board = student.Board()
    results = together(lambda: board.publish("news"), board.read)
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


def two_readers(student):
    """Two wait for the same news.

    right: value == [None, "news", "news"]
    too-early: None in value[1:]
    """
    board = student.Board()
    results = together(lambda: board.publish("news"), board.read, board.read)
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


def worker_stops(student):
    """A worker loops until it is told to stop; `stop` returns when it has stopped.

    right: value["after"] == value["ticks"]
    worked-after-stop: value["after"] > value["ticks"]
    """
    worker = student.Worker()
    worker.start()
    worker.stop()
    ticks = len(worker.ticks)
    worker.thread.join()
    return {"ticks": ticks, "after": len(worker.ticks)}


def start_gate(student):
    """Two workers wait for the start; nobody is left behind.

    right: value == ["go", "go"]
    """
    gate = student.Gate()
    results = together(gate.enter, gate.enter, gate.open)
    return [r.value for r in results[:2]]
