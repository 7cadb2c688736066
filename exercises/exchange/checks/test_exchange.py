"""Judges `exchange`."""

from grader.checks import expect


def batches_of(rng, *sizes):
    numbers = rng.sample(range(10, 1000), sum(sizes))
    return [[numbers.pop() for _ in range(size)] for size in sizes]


def test_order(student, rng):
    factor = rng.randint(2, 9)
    batches = batches_of(rng, 3, 1, 2)
    results = student.run("run", batches=batches, readers=2, factor=factor).value
    expect(
        results, f"the results for the batches {batches}, when handle(x) is {factor} * x"
    ).equals(
        [factor * key for batch in batches for key in batch],
        because="every item is handled, however slow its writer or its reader is, and the results "
        "stand in the order of the input",
    )


def test_once(student, rng):
    batches = batches_of(rng, 1, 2)
    run = student.run("who", batches=batches, readers=4)
    expect([key for key, _ in run["handled"]], "the items that were handled").has_same_items(
        [key for batch in batches for key in batch], because="each item is handled exactly once"
    )
    for key, pid in run["handled"]:
        expect(pid, f"the process that handled item {key}").differs_from(
            run["caller"], because="the readers are processes of their own"
        )


def test_writers(student, rng):
    batches = batches_of(rng, 2, 2)
    run = student.run("who", batches=batches, readers=1)
    readers = {pid for _, pid in run["handled"]}
    writers = {key for key, pid in run["put"] if pid != run["caller"] and pid not in readers}
    expect(sorted(writers), "the items that a writer process put into the queue").equals(
        sorted(key for batch in batches for key in batch),
        because="the batches are put by processes of their own, not by the caller or the readers",
    )


def test_share(student, rng):
    readers = rng.randint(2, 3)
    run = student.run("share", items=readers + 2, readers=readers)
    expect(run["first"], f"how many of {readers} readers had an item at once").equals(
        [readers], because="each reader that is free takes the next item"
    )
    expect(run["most"], "the most items that were handled at once").equals(
        readers, because="there are that many readers"
    )


def test_none_item(student, rng):
    factor = rng.randint(2, 9)
    (keys,) = batches_of(rng, 4)
    batch = [keys[0], None, *keys[1:]]
    results = student.run("run", batches=[batch], readers=1, factor=factor).value
    expect(results, f"the results for the batch {batch}, when handle(None) is 'none'").equals(
        ["none" if key is None else factor * key for key in batch],
        because="None is an item like any other: the end mark must be something else",
    )


def test_big_items(student, rng):
    size, factor = rng.randint(150_000, 200_000), rng.randint(2, 9)
    batches = batches_of(rng, 5)
    results = student.run("run", batches=batches, readers=1, factor=factor, size=size).value
    expect(results, "the results for items larger than a pipe's buffer").equals(
        [factor * key + size for batch in batches for key in batch],
        because="a process that has put something ends only when all of it was taken out",
    )


def test_big_results(student, rng):
    batches = batches_of(rng, 4)
    lengths = student.run("big_results", batches=batches, size=rng.randint(150_000, 200_000)).value
    expect(lengths["got"], "the lengths of results larger than a pipe's buffer").equals(
        lengths["asked"],
        because="a reader that has put a big result ends only when somebody has taken it out: "
        "empty the queue first, then join",
    )


def test_exceptions(student, rng):
    factor = rng.randint(2, 9)
    (keys,) = batches_of(rng, 5)
    bad = rng.sample(keys, 2)
    results = student.run("run", batches=[keys], readers=1, factor=factor, bad=bad).value
    expect(results, f"the results for {keys}, when handle raises for {bad}").equals(
        [
            {"raised": "ValueError", "message": f"item {key} is bad"}
            if key in bad
            else factor * key
            for key in keys
        ],
        because="the exception itself stands in its item's place, and no other item is lost",
    )


def test_ends(student, rng):
    codes = student.run("ends", items=rng.randint(2, 4), readers=1).value
    expect(codes, "the exit codes of the readers").satisfies(
        lambda seen: seen and set(seen) == {0},
        "0 for each reader",
        because="a reader ends by itself when it meets the end mark; minus 15 says that "
        "terminate() killed it, whatever it had in its hands",
    )


def test_empty(student):
    for batches, readers in (([], 1), ([[], []], 1)):
        results = student.run("run", batches=batches, readers=readers, factor=1).value
        expect(results, f"the results for the batches {batches}").equals(
            [], because="no items, no results: that is no error, and nobody waits for ever"
        )


def test_no_leaks(student, rng):
    left = student.run("no_leaks", items=rng.randint(3, 5), readers=2).value
    for name, what in (
        ("processes", "processes, running or as zombies,"),
        ("descriptors", "open descriptors"),
        ("threads", "threads"),
    ):
        expect(left[name], f"the number of {what} that were left").equals(
            0, because="writers and readers have all ended, and were joined"
        )
