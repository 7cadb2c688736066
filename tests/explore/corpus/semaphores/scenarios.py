"""At most so many at once: `student.Limiter(n).run(f)`, and signals between threads."""

from grader.student.together import together


def at_most_two(student):
    """Three tasks, and at most two at once.

    right: value["most"] <= 2 and value["done"] == 3
    too-many: value["most"] == 3
    """
    limiter = student.Limiter(2)
    inside, most, done = [], [0], []

    def task():
        inside.append(1)
        most[0] = max(most[0], len(inside))
        inside.pop()
        done.append(1)

    run = lambda: limiter.run(task)
    together(run, run, run)
    return {"most": most[0], "done": len(done)}


def at_most_one(student):
    """Two tasks, and one at a time.

    right: value == [1, 1]
    too-many: max(value) == 2
    """
    limiter = student.Limiter(1)
    inside, seen = [], []

    def task():
        inside.append(1)
        seen.append(len(inside))
        inside.pop()

    together(lambda: limiter.run(task), lambda: limiter.run(task))
    return seen


def both_at_once(student):
    """Two tasks that wait for each other need both places.

    right: value == 2
    """
    import threading

    limiter = student.Limiter(2)
    meeting = threading.Barrier(2)
    done = []

    def task():
        meeting.wait()
        done.append(1)

    run = lambda: limiter.run(task)
    together(run, run)
    return len(done)


def after_an_error(student):
    """A task that raises gives its place back.

    right: value == ["ZeroDivisionError", 7]
    """
    limiter = student.Limiter(1)
    bad, good = together(lambda: limiter.run(lambda: 1 / 0), lambda: limiter.run(lambda: 7))
    return [type(bad.error).__name__, good.value]


def ping_pong(student):
    """Two threads write in turn.

    right: value == ["ping", "pong", "ping", "pong"]
    out-of-turn: sorted(value) == ["ping", "ping", "pong", "pong"]
    """
    log = []
    game = student.Game(log)
    together(lambda: game.ping(2), lambda: game.pong(2))
    return log
