"""Judges ``serve``: what became of the tasks, of the workers and of their errors."""

from grader.checks import expect

NOT_ENDED = "the worker had not ended, and there was nothing left that could end it"


def _numbered(rng, count):
    return [[number, task] for number, task in enumerate(rng.sample(range(100, 1000), count), 1)]


def _count(ended):
    """What serve returned, or what became of it instead."""
    if not ended:
        return NOT_ENDED
    [end] = ended
    return end["returned"] if end["raised"] is None else f"{end['raised'][0]}: {end['message']}"


def _raised(ended):
    """What serve raised, most specific class first, or what became of it instead."""
    if not ended:
        return NOT_ENDED
    [end] = ended
    return end["raised"] or f"it returned {end['returned']}"


def test_does_tasks(student, rng):
    tasks, factor, offset = _numbered(rng, 3), rng.randint(2, 9), rng.randint(10, 99)
    run = student.run("work", tasks=tasks, factor=factor, offset=offset, tcp=True)
    expect(
        run["results"],
        f"what the worker sent for the tasks {tasks} with func(x) = {factor} * x + {offset}",
    ).has_same_items(
        [[number, factor * task + offset] for number, task in tasks],
        because="each result travels as (task_id, value), so that the master knows whose it is",
    )
    expect(_count(run["ended"]), "what serve returned after 3 tasks").equals(
        3, because="it returns the number of tasks that it did"
    )


def test_odd_tasks(student, rng):
    first = rng.choice([0, 0, 100])
    run = student.run("odd_tasks", first=first)
    expect(run["results"], "what the worker sent for tasks such as 0, '' and None").has_same_items(
        [[number, task] for number, task in enumerate(run["tasks"], first)],
        because="only a bare None in the queue ends the work; (task_id, None) is a task",
    )


def test_waits_for_tasks(student, rng):
    tasks, factor, offset = _numbered(rng, 2), rng.randint(2, 9), rng.randint(10, 99)
    run = student.run("late", tasks=tasks, factor=factor, offset=offset)
    expect(run["early"], "the workers that had ended before any task came").equals(
        [], because="an empty queue says only that no task is there yet; the end is the end marker"
    )
    expect(run["results"], "what the worker sent for tasks that came late").has_same_items(
        [[number, factor * task + offset] for number, task in tasks],
        because="a worker waits until there is a task",
    )


def test_survives_errors(student, rng):
    tasks = _numbered(rng, 4)
    kinds = rng.sample(["ValueError", "TypeError", "RuntimeError"], 2)
    bad = [[tasks[i][1], kind, f"no {kind}"] for i, kind in zip((0, 2), kinds, strict=True)]
    run = student.run("work", tasks=tasks, bad=bad)
    errors = {task: {"type": kind, "message": text} for task, kind, text in bad}
    expect(run["results"], "what the worker sent when two of four tasks raised").has_same_items(
        [[number, errors.get(task, task)] for number, task in tasks],
        because="a task's exception is its result: it is sent as (task_id, error), and the next "
        "task is done",
    )


def test_counts_failed_tasks(student, rng):
    tasks = _numbered(rng, 3)
    bad = [[tasks[2][1], "ValueError", "bad"]]
    run = student.run("work", tasks=tasks, bad=bad)
    expect(_count(run["ended"]), "what serve returned when one of 3 tasks had raised").equals(
        3, because="a task that raised was done too: its answer is the exception"
    )


def test_own_connection_errors(student, rng):
    tasks = _numbered(rng, 3)
    kinds = ["EOFError", "ConnectionResetError"]
    bad = [[tasks[i][1], kind, "of the task"] for i, kind in enumerate(kinds)]
    run = student.run("work", tasks=tasks, bad=bad)
    errors = {task: {"type": kind, "message": text} for task, kind, text in bad}
    expect(
        run["results"], "what the worker sent when a task itself raised a connection's error"
    ).has_same_items(
        [[number, errors.get(task, task)] for number, task in tasks],
        because="a ConnectionError raised by func says nothing about the master; only errors of "
        "the queues do",
    )


def test_shares_load(student, rng):
    count = rng.randint(2, 3)
    run = student.run("share", count=count)
    expect(run["at_once"], "the number of tasks that were being done at once").equals(
        count,
        because=f"there were {count} workers and {count} tasks, and each task waited until all "
        "of them were being done",
    )


def test_end_for_all(student, rng):
    count = rng.randint(2, 3)
    run = student.run("one_marker", count=count)
    expect(run.value, "what became of the workers when one end marker came").equals(
        [{"returned": 0, "raised": None}] * count,
        because="there is one end marker, and whoever takes it has to leave one for the others",
    )


def test_master_gone(student):
    run = student.run("master_dies", busy=False)
    expect(_raised(run.value), "what serve raised when the master died").contains(
        "ConnectionError",
        because="a worker that waits for a task of a dead master would wait for ever; a closed "
        "connection shows itself as EOFError or as ConnectionError",
    )


def test_master_gone_at_work(student):
    run = student.run("master_dies", busy=True)
    expect(_raised(run.value), "what serve raised when the master died during a task").contains(
        "ConnectionError",
        because="the result can't be delivered any more, and the caller must know",
    )


def test_wrong_key(student):
    run = student.run("wrong_key")
    expect(_raised(run["ended"]), "what serve raised with a wrong authkey").contains(
        "AuthenticationError", because="it is the given authkey that has to open the connection"
    )
