"""Judges gather: results in order, a success first, nothing left behind."""

from grader.checks import expect

FEWER = {"executions": 60}
"""Executors have many schedules, and what can go wrong shows in the first ones."""
LEAKED = {"leaked"}
"""Whether threads are left behind is for one check to judge."""


def made_here(student, which):
    """Calls are made in threads: a process has a copy of all that they change."""
    run = student.run("where_calls_are_made", which=which)
    expect(run["here"], f"that {which}() makes its calls in the process of its caller").is_true(
        because="what a call changes in another process is seen by nobody here"
    )


def test_in_order(student, explore, rng):
    made_here(student, "gather")
    values = rng.sample(range(100), 3)
    outcomes = explore("in_order", values=values, workers=2, options=FEWER, allow=LEAKED)
    outcomes.always(
        lambda seen: seen == [[[value, None] for value in values], []],
        f"calls that return {values}, and no calls, gave [value, error]: {{value}}",
        because="the results stand in the order of the calls, whichever is ready first",
    )


def test_errors(explore, rng):
    texts = [f"text {number}" for number in rng.sample(range(9), 2)]
    outcomes = explore("errors", texts=texts, workers=2, options=FEWER, allow=LEAKED)
    right = {
        "results": [
            [None, f"ValueError: {texts[0]}"],
            [1, None],
            [None, f"KeyError: {texts[1]!r}"],
        ],
        "same": [True, True],
    }
    outcomes.always(
        lambda seen: seen == right,
        "a call that raised ValueError, one that returned 1, one that raised KeyError: {value}",
        because="an error stands in the place of its call, and stops no other one",
    )


def test_at_once(explore):
    outcomes = explore("at_once", workers=2, options=FEWER, allow=LEAKED)
    outcomes.always(
        lambda seen: seen == [["met", None], ["met", None]],
        "2 workers, 2 calls that wait for each other: {value}",
    )
    for which in ("gather", "first"):
        outcomes = explore(
            "never_more", which=which, workers=1, calls=2, options=FEWER, allow=LEAKED
        )
        outcomes.always(
            lambda most: most == 1,
            f"with 1 worker, {which}() made {{value}} calls at the same time",
        )


def test_first_success(student, explore, rng):
    made_here(student, "first")
    values = rng.sample(range(100), 2)
    for failing in ([], [0], [1]):
        outcomes = explore(
            "first_success", values=values, workers=2, failing=failing, options=FEWER, allow=LEAKED
        )
        good = [value for number, value in enumerate(values) if number not in failing]
        outcomes.always(
            lambda seen, good=good: seen in good,
            f"calls that return {values}, of which those at {failing} fail: first() gave {{value}}",
            because="the value of a call that succeeded is wanted",
        )


def test_all_fail(explore):
    for calls, workers, right in (
        (2, 2, "an error of a call"),
        (2, 1, "an error of a call"),
        (0, 2, "ValueError"),
    ):
        outcomes = explore("all_fail", calls=calls, workers=workers, options=FEWER, allow=LEAKED)
        outcomes.always(
            lambda raised, right=right: raised == right,
            f"{calls} calls, all of which fail: first() raised {{value}}, not {right}",
        )


def test_cancels(explore, rng):
    values = rng.sample(range(100), 3)
    for slow_before in (0, 1):
        outcomes = explore(
            "cancels",
            values=values,
            slow_before=slow_before,
            options={"timeouts": "late"},
            allow=LEAKED,
        )
        # A worker that is fast enough may take the spare call before it is cancelled.
        outcomes.some(
            lambda made: made is False,
            "one call had succeeded, another one had not started, and it was always made",
            because="what has not started when a call has succeeded is to be cancelled",
        )


def test_no_thread_left(explore):
    for which, outcome in (("gather", "good"), ("first", "good"), ("first", "bad")):
        outcomes = explore("threads_left", which=which, outcome=outcome, options=FEWER)
        outcomes.always(
            lambda threads: threads == 0,
            f"when {which}() had ended, {{value}} of its threads were still there",
        )
