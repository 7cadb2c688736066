"""Judges work_queue: everything handled, nobody dead, nobody left behind."""

from grader.checks import expect

FEWER = {"executions": 50}
"""Workers can share out items in many ways, and what can go wrong shows in the first ones."""


def test_in_order(student, explore, rng):
    run = student.run("where_items_are_handled", workers=2)
    expect(run["here"], "that an item is handled in the process that submitted it").is_true(
        because="what is changed in another process is seen by nobody here"
    )
    items = rng.sample(range(10, 99), 2)
    outcomes = explore("in_order", workers=2, items=items, options=FEWER)
    outcomes.always(
        lambda results: results == [2 * item for item in items],
        f"{items} were submitted to be doubled; close() returned {{value}}",
        because="the results stand in the order of submission",
    )
    outcomes = explore("nothing", workers=1)
    outcomes.always(
        lambda results: results == [], "nothing was submitted; close() returned {value}"
    )


def test_join_waits(explore, rng):
    items = rng.sample(range(10, 99), 3)
    outcomes = explore("join_waits", workers=1, items=[items[:1], items[1:]], options=FEWER)
    outcomes.always(
        lambda seen: seen == [1, 3],
        "1 item, then 2 more; handled when join() returned: {value}",
        because="when join() returns, everything that was submitted has been handled",
    )
    outcomes = explore("join_waits", workers=2, items=[items[:2]], options=FEWER)
    outcomes.always(
        lambda seen: seen == [2], "2 items, 2 workers; handled when join() returned: {value}"
    )


def test_errors(explore, rng):
    bad = [f"bad {number}" for number in rng.sample(range(9), 2)]
    good = [f"good {rng.randint(1, 9)}"]
    for first, workers in ((bad[:1], 1), (bad, 2)):
        outcomes = explore("errors", workers=workers, bad=first, good=good, options=FEWER)
        right = {"results": [*(f"ValueError: {item}" for item in first), *good], "same": True}
        outcomes.always(
            lambda seen, right=right: seen == right,
            f"{first} raise ValueError, {good} do not, {workers} workers: {{value}}",
            because="the exception that handle() raised stands in the place of its item",
        )


def test_at_once(explore):
    outcomes = explore("at_once", workers=2, options=FEWER)
    outcomes.always(
        lambda results: results == ["met", "met"],
        "2 workers, 2 items that wait for each other: {value}",
    )
    outcomes = explore("never_more", workers=1, items=2, options=FEWER)
    outcomes.always(
        lambda most: most == 1, "with 1 worker, {value} items were handled at the same time"
    )


def test_two_submit(explore, rng):
    items = sorted(f"item {number}" for number in rng.sample(range(9), 2))
    outcomes = explore("two_submit", items=items, options=FEWER)
    outcomes.always(
        lambda results: results == items,
        f"two threads submitted {items}; close() returned (sorted) {{value}}",
        because="each item that is submitted has a place of its own in the results",
    )


def test_close_ends(explore):
    for workers, items in ((2, 0), (2, 1)):
        outcomes = explore("close_ends", workers=workers, items=items, options=FEWER)
        outcomes.always(
            lambda threads: threads == 0,
            f"{workers} workers, {items} items; after close() there are {{value}} threads left",
        )


def test_closed(explore):
    outcomes = explore("closed", options=FEWER)
    outcomes.always(
        lambda seen: seen == {"raised": "an error", "results": ["early"]},
        "submit() after close(), and the results: {value}",
        because="what is submitted to a closed queue would never be handled",
    )
    outcomes = explore("submits_while_closing", options=FEWER)
    outcomes.always(
        lambda results: results in (["was refused"], ["was accepted", "second"]),
        "handling 'first' submitted 'second' while the queue was closed; close() returned {value}",
        because="an item is either refused, or handled before close() returns",
    )
