"""Judges connection_pool: one user each, nothing lost, nothing made out of nothing."""

from grader.checks import expect

LATE = {"timeouts": "late"}
"""A timed wait ends by its time only when nothing else can happen any more."""


def test_lends(student, rng):
    names = sorted(rng.sample(["a", "b", "c", "d", "e", "f"], 3))
    run = student.run("lends", names=names)
    expect(run["out"], f"what was out after acquiring all of {names}, twice over").equals(
        [names, names], because="each connection is handed out once, and again when it came back"
    )
    expect(run["leased_of_the_pool"], "that lease() gives a connection of the pool").is_true()


def test_one_user(explore):
    for connections, users in ((1, 2), (2, 2)):
        outcomes = explore("one_user", connections=connections, users=users)
        outcomes.always(
            lambda most: most == 1,
            f"with {connections} connections and {users} users, one had {{value}} users at once",
        )
    outcomes = explore("both_out")
    outcomes.always(
        lambda names: names == ["one", "other"],
        "two users of a pool of two connections had {value} at the same time",
        because="each gets a connection that nobody has",
    )


def test_waits(explore):
    for back in (0, 1):
        outcomes = explore("waits", back=back)
        outcomes.always(
            lambda seen: seen == {"the_one_that_came_back": True, "still_out": False},
            "all were out, a thread waited, and one was given back. What it got: {value}",
            because="the waiting thread gets the connection that came back",
        )
    outcomes = explore("two_wait")
    outcomes.always(
        lambda seen: seen == [True, True],
        "two threads that waited for the only connection got it: {value}",
    )


def test_lease_returns(explore):
    outcomes = explore("lease_returns", options=LATE)
    outcomes.always(
        lambda seen: seen == {"came": [True, True, True, True, True, True], "again": True},
        "four blocks with lease(), of which the second and the fourth raise: {value}",
        because="each gets the connection, an exception goes on, and the connection comes back",
    )


def test_wrong_release(explore):
    outcomes = explore("wrong_release", options=LATE)
    right = {
        "never_out": "ValueError",
        "stranger": "ValueError",
        "first_time": "nothing",
        "second_time": "ValueError",
    }
    outcomes.always(
        lambda seen: seen["raised"] == right,
        f"what release() raised: {{value}}, not {right}",
        because="only what is out can be given back",
    )
    outcomes.always(
        lambda seen: seen["can_be_taken"] == ["one", "other"],
        "after wrong releases of a pool of two: {value}",
        because="a wrong release changes nothing: exactly the two can be taken",
    )


def test_double_release_at_once(explore):
    outcomes = explore("double_release_at_once", options=LATE)
    right = {"endings": ["ValueError", "given back"], "can_be_taken": ["one", "other"]}
    outcomes.always(
        lambda seen: seen == right,
        "two threads gave back the same connection at once: {value}",
        because="one of them is too late and gets ValueError, and the pool still has two",
    )


def test_times_out(explore):
    outcomes = explore("times_out", options=LATE)
    outcomes.always(
        lambda seen: seen == [True, "TimeoutError", True],
        "acquire(timeout=5) with one free, with none, and with one free again: {value}",
    )
