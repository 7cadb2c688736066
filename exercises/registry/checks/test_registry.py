"""Judges registry: an entry for each thread, and nothing left of it afterwards."""

from grader.checks import expect


def test_keeps(student, rng):
    values = [rng.randint(1, 99), None, "text"]
    run = student.run("keeps", values=values)
    expect(run["values"], f"what get() gave after each put of {values}").equals(
        values, because="the last value that was put is the entry, and None is a value"
    )
    expect(run["cleared"], "the answer of get() after clear()").equals("LookupError")
    expect(run["again"], "the answer of get() after a put that followed clear()").equals(values[0])


def test_unset(explore):
    outcomes = explore("unset")
    outcomes.always(
        lambda seen: seen == ["LookupError"] * 3,
        "get() before any put, in a thread that has put nothing, and after clear(): {value}",
        because="where this thread has no entry, get() raises LookupError",
    )


def test_own_entry(explore, rng):
    values = rng.sample(range(100), 2)
    for names in (["one", "two"], ["same", "same"]):
        outcomes = explore("own_entry", values=values, names=names)
        right = {"threads": [[value, "LookupError"] for value in values], "main": "main"}
        outcomes.always(
            lambda seen, right=right: seen == right,
            f"two threads put {values}, got, cleared and got; the main thread had put 'main': "
            "{value}",
            because="each thread has an entry of its own",
        )


def test_separate(student, rng):
    values = rng.sample(range(100), 2)
    run = student.run("separate", values=values)
    expect(
        run["other_before"], "the answer of a second registry after a put into the first"
    ).equals("LookupError", because="registries are independent of each other")
    expect(run["both"], "what two registries answered after a put into each").equals(values)
    expect(
        run["other_after"], "the answer of the second registry after clear() of the first"
    ).equals(values[1])


def test_nothing_left(student):
    run = student.run("nothing_left", threads=3, fails=False)
    expect(run.value, "how many values of 3 ended threads are still in memory").equals(
        0, because="nothing refers to the entry of a thread that has ended"
    )


def test_nothing_left_on_error(student):
    run = student.run("nothing_left", threads=3, fails=True)
    expect(run.value, "how many values of 3 threads that ended by an error are in memory").equals(
        0, because="however a thread ends, its entry goes with it"
    )


def test_nothing_old(student):
    run = student.run("nothing_old", threads=50)
    expect(run.value, "what 50 threads found, one after the other, before they put").equals(
        ["LookupError"] * 50, because="an ident is used again, but not what belonged to it"
    )
