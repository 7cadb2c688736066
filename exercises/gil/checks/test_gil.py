"""Judges `gil`."""

from grader.checks import expect

BOTH = ("map_io", "map_cpu")


def test_io_in_caller(student, rng):
    run = student.run("crowd", which="map_io", count=rng.randint(4, 6), workers=2)
    expect(run["in_caller"], "the number of io tasks that ran in the caller's process").equals(
        run["tasks"],
        because="a task that waits lets go of the GIL: threads are enough, and nothing need be "
        "pickled",
    )


def test_io_overlaps(student, rng):
    workers = rng.randint(3, 5)
    run = student.run("crowd", which="map_io", count=workers + 3, workers=workers)
    expect(run["first"], f"how many io tasks waited at once, with {workers} workers").satisfies(
        lambda first: first >= workers,
        f"{workers}",
        because="while one task waits the others can wait as well",
    )
    expect(run["most"], f"the most io tasks at once, with {workers} workers").satisfies(
        lambda most: most <= workers,
        f"{workers} at most",
        because="the caller said how many workers there may be",
    )


def test_cpu_in_processes(student, rng):
    workers = rng.randint(2, 3)
    run = student.run("crowd", which="map_cpu", count=workers + 3, workers=workers)
    expect(run["in_caller"], "the number of cpu tasks that ran in the caller's process").equals(
        0, because="threads that compute take turns under one GIL"
    )
    expect(run["first"], f"how many cpu tasks ran at once, with {workers} workers").satisfies(
        lambda first: first >= workers, f"{workers}", because="each worker should have a task"
    )
    expect(run["processes"], "in how many processes these tasks ran").satisfies(
        lambda processes: processes >= workers,
        f"{workers}",
        because="each process has a GIL of its own, so each may use a core of its own",
    )
    expect(run["most"], f"the most cpu tasks at once, with {workers} workers").satisfies(
        lambda most: most <= workers,
        f"{workers} at most",
        because="more processes than workers only take each other's cores",
    )


def in_order(student, rng, which):
    factor, offset = rng.randint(2, 9), rng.randint(100, 999)
    items = rng.sample(range(1000), 5)
    run = student.run(
        "backwards", which=which, items=items, workers=2, factor=factor, offset=offset
    )
    expect(
        run.value, f"what {which} returned for {items} and func(x) = {factor} * x + {offset}"
    ).equals(
        [factor * item + offset for item in items],
        because="the task that starts last ends first here, and the results still belong in the "
        "order of the items",
    )


def test_io_order(student, rng):
    in_order(student, rng, "map_io")


def test_cpu_order(student, rng):
    in_order(student, rng, "map_cpu")


def test_errors(student, rng):
    for which in BOTH:
        kind = rng.choice(["ValueError", "TypeError", "LookupError"])
        message = f"item {rng.randint(1000, 9999)} is bad"
        run = student.run(
            "failing",
            which=which,
            count=4,
            bad=rng.randint(0, 3),
            workers=2,
            kind=kind,
            message=message,
        )
        expect(run["type"], f"the exception that left {which} when a task raised one").equals(
            kind, because="the caller wants to know that a task failed, and how"
        )
        expect(run["message"], f"the message of the exception that left {which}").equals(
            message, because="it is to be the task's own exception"
        )


def test_empty(student, rng):
    for which in BOTH:
        run = student.run("backwards", which=which, items=[], workers=2, factor=1, offset=0)
        expect(run.value, f"what {which} returned for no items").equals(
            [], because="no items, no results: that is no error"
        )


def test_any_iterable(student, rng):
    factor, offset = rng.randint(2, 9), rng.randint(100, 999)
    items = rng.sample(range(1000), 2)
    for which in BOTH:
        run = student.run(
            "backwards",
            which=which,
            items=items,
            workers=3,
            factor=factor,
            offset=offset,
            as_generator=True,
        )
        expect(
            run.value, f"the results of {which} when the items come as a generator"
        ).has_same_items(
            [factor * item + offset for item in items],
            because="items may be anything that a for loop can run over, also fewer than workers",
        )


def nothing_left(student, rng, which, bad):
    run = student.run("leftovers", which=which, count=3, workers=2, bad=bad)
    when = "returned" if bad is None else "raised"
    for what in ("processes", "threads"):
        expect(run[what], f"the number of {what} that were there when {which} had {when}").equals(
            0, because="its workers are to end with it, whatever became of the tasks"
        )


def test_nothing_left(student, rng):
    for which in BOTH:
        nothing_left(student, rng, which, None)


def test_nothing_left_after_error(student, rng):
    for which in BOTH:
        nothing_left(student, rng, which, rng.randint(0, 2))
