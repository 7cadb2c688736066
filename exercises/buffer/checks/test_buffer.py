"""Judges buffer: nothing lost or doubled, never too full, nobody sleeps on."""

from grader.checks import expect

LATE = {"timeouts": "late"}
"""A timed wait ends by its time only when nothing else can happen any more."""


def test_in_order(student, rng):
    items = rng.sample(range(100), 4)
    run = student.run("in_order", items=items)
    expect(run["seen"], f"{items} put and taken, twice over").equals(
        [items, items], because="what is put first is taken first"
    )
    expect(run["other"], "the item of another buffer, which was there all the time").equals(
        "other", because="two buffers have nothing to do with each other"
    )


def test_exactly_once(explore, rng):
    items = rng.sample(range(100), 2)
    outcomes = explore("two_consumers", capacity=2, items=items)
    outcomes.always(
        lambda taken: sorted(map(str, taken)) == sorted(map(str, items)),
        f"{items} were put, and the two consumers got {{value}}",
        because="each item goes to exactly one consumer",
    )


def test_capacity(explore):
    outcomes = explore("one_place", options=LATE)
    outcomes.always(
        lambda puts: puts == ["inside", "refused"],
        "there was one free place for two producers, and they ended as {value}",
        because="one of them can put its item, the other has to wait, and gets TimeoutError",
    )


def test_handed_over(explore, rng):
    items = rng.sample(range(100), 3)
    outcomes = explore("handed_over", items=items)
    outcomes.always(
        lambda taken: taken == items,
        f"{items} went through a buffer of one, and the consumer got {{value}}",
    )


def test_right_one_woken(explore, rng):
    items = sorted(rng.sample(range(100), 2))
    outcomes = explore("two_wait_for_one", items=items)
    outcomes.always(
        lambda taken: taken == items, f"{items} were put, and the two consumers got {{value}}"
    )
    outcomes = explore("two_wait_with_one", items=items)
    outcomes.always(
        lambda taken: taken == {"first": "first", "rest": items},
        f"'first' and {items} were put, and the consumer got {{value}}",
    )


def test_close_wakes(explore):
    outcomes = explore("closed_while_getting", getters=2)
    outcomes.always(
        lambda endings: endings == ["Closed", "Closed"],
        "two consumers of an empty buffer that was closed ended as {value}",
        because="each of them has to raise Closed",
    )
    outcomes = explore("closed_while_putting", putters=2)
    outcomes.always(
        lambda seen: seen == {"puts": ["Closed", "Closed"], "left": ["first", "Closed"]},
        "two producers at a full buffer that was closed: {value}",
        because="each of them has to raise Closed, and what was inside before stays to be taken",
    )


def test_close_drains(explore, rng):
    items = rng.sample(range(100), 2)
    outcomes = explore("closed_with_items", items=items)
    outcomes.always(
        lambda seen: seen == {"put": "Closed", "got": [*items, "Closed"]},
        f"a buffer with {items} was closed; afterwards: {{value}}",
        because="after close(), put raises Closed, and get hands out what is left, then Closed",
    )


def test_times_out(explore):
    for timeout in (0.05, 0):
        outcomes = explore("nobody_comes", timeout=timeout, options=LATE)
        outcomes.always(
            lambda seen: seen == {"get": "TimeoutError", "put": "TimeoutError", "left": ["first"]},
            f"with timeout={timeout}, a get from an empty buffer, a put into a full one, and "
            "what is left then: {value}",
            because="TimeoutError when the time is over, and nothing has changed",
        )


def test_sleeps(explore):
    for full in (False, True):
        outcomes = explore("woken_at_once", full=full, options=LATE)
        outcomes.always(
            lambda delay: delay < 1e-4,
            "a thread that waited went on {value} virtual seconds after it could",
            because="a wait ends by a notification; it does not look at the clock now and then",
        )
        # Nobody ever comes, so the right outcome is a thread that sleeps for ever.
        outcomes = explore(
            "waits_for_ever",
            full=full,
            options={**LATE, "steps": 2000},
            allow={"deadlock", "livelock", "step_limit"},
        )
        expect("livelock" in outcomes.kinds, "that a thread that waits keeps running").is_false(
            because="waiting is sleeping: a loop that asks again and again burns a processor"
        )
