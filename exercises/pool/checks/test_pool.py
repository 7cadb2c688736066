"""Judges ``fan_out``: what the scenarios saw against what the exercise asks for."""

from grader.checks import expect


def _numbers(rng):
    return rng.randint(3, 99), rng.randint(100, 999)


def test_in_order(student, rng):
    factor, offset = _numbers(rng)
    items = rng.sample(range(1000), 6)
    run = student.run("backwards", items=items, workers=3, factor=factor, offset=offset)
    expect(
        run.value,
        f"the list returned for the items {items} and func(x) = {factor} * x + {offset}",
    ).equals(
        [factor * item + offset for item in items],
        because="here the task that starts last ends first, and the results still belong in the "
        "order of the items",
    )


def test_other_processes(student, rng):
    run = student.run("crowd", count=rng.randint(5, 8), workers=2)
    expect(run["tasks"], "the number of tasks that ran").satisfies(
        lambda tasks: tasks > 0, "at least 1", because="fan_out has to call func for each item"
    )
    expect(run["in_caller"], "the number of tasks that ran in the caller's own process").equals(
        0, because="a pool's tasks run in worker processes, so that they do not share one GIL"
    )


def test_all_at_work(student):
    for workers, count in ((5, 9), (3, 5)):
        run = student.run("crowd", count=count, workers=workers)
        expect(run["first"], "the number of tasks that were at work at once").satisfies(
            lambda first, workers=workers: first >= workers,
            f"{workers} of {count} tasks, one for each worker",
            because="each task waited until nothing more could start, and by then every worker "
            "should have had a task",
        )


def test_never_more(student):
    for workers, count in ((2, 3), (5, 9)):
        run = student.run("crowd", count=count, workers=workers)
        expect(run["most"], "the largest number of tasks at work at once").satisfies(
            lambda most, workers=workers: most <= workers,
            f"{workers} of {count} tasks at most, one for each worker",
            because="when every worker has a task, the other tasks have to wait",
        )


def test_error_reaches_caller(student, rng):
    kind = rng.choice(["ValueError", "TypeError", "LookupError"])
    message = f"item {rng.randint(1000, 9999)} is bad"
    run = student.run(
        "failing", count=5, bad=rng.randint(1, 3), workers=2, kind=kind, message=message
    )
    caught = run["caught"]
    expect(caught["type"], "the exception that left fan_out when a task raised one").equals(
        kind, because="a result that nobody asks for keeps its exception to itself"
    )
    expect(caught["message"], "the message of the exception that left fan_out").equals(
        message, because="the caller needs the task's own exception, not another one"
    )


def test_joined(student, rng):
    run = student.run("leftovers", count=rng.randint(4, 6), workers=rng.randint(2, 4))
    expect(run.value, "the processes that were still there when fan_out had returned").equals(
        [], because="a pool has to be closed and joined: its processes live on otherwise"
    )


def test_joined_after_error(student, rng):
    run = student.run(
        "failing", count=5, bad=rng.randint(0, 4), workers=2, kind="ValueError", message="bad item"
    )
    expect(
        run["left"], "the number of processes that were still there when a task had failed"
    ).equals(0, because="the pool has to be closed and joined on the way out of an error as well")


def test_empty(student, rng):
    run = student.run("backwards", items=[], workers=rng.randint(1, 4), factor=2, offset=1)
    expect(run.value, "what fan_out returned for no items").equals(
        [], because="no items, no results: that is no error"
    )


def test_any_iterable(student, rng):
    factor, offset = _numbers(rng)
    items = rng.sample(range(1000), 5)
    for kind in ("generator", "dict"):
        run = student.run(
            "iterable", kind=kind, items=items, workers=2, factor=factor, offset=offset
        )
        expect(run.value, f"the results when the items come as a {kind}").has_same_items(
            [factor * item + offset for item in items],
            because="items may be anything that a for loop can run over",
        )


def test_few_items(student, rng):
    factor, offset = _numbers(rng)
    items = rng.sample(range(1000), 2)
    for workers, case in ((4, "there are more workers than items"), (1, "there is one worker")):
        run = student.run("backwards", items=items, workers=workers, factor=factor, offset=offset)
        expect(run.value, f"the results when {case}").has_same_items(
            [factor * item + offset for item in items],
            because="each item is handled once, however many workers there are",
        )
