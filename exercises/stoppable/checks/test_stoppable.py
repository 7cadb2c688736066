"""Judges stoppable: ticks in time, ends at once, and for good."""

from grader.checks import expect

LATE = {"timeouts": "late"}
"""A timed wait ends by its time only when nothing else can happen any more."""


def test_ticks(student, explore, rng):
    run = student.run("where_it_runs")
    expect(run["here"], "that the action ran in the process that started the ticker").is_true(
        because="what an action changes in another process is seen by nobody here"
    )
    outcomes = explore("between_ticks", options=LATE)
    outcomes.always(
        lambda runs: runs == 1,
        "within the first second of an hour, the action ran so often: {value}",
        because="between two runs it waits for the interval",
    )
    interval, times = rng.choice([60.0, 600.0, 3600.0]), rng.randint(1, 2)
    outcomes = explore("ticks", interval=interval, intervals=times + 0.5, options=LATE)
    right = [interval * tick for tick in range(times + 1)]
    outcomes.always(
        lambda moments: (
            len(moments) == len(right)
            and all(abs(one - other) < 1 for one, other in zip(moments, right, strict=True))
        ),
        f"a ticker with an interval of {interval:.0f} seconds, stopped after "
        f"{(times + 0.5) * interval:.0f}, ran its action at {{value}}",
        because=f"it runs at once and then every interval: at {right}",
    )


def test_prompt(explore):
    outcomes = explore("prompt", options=LATE)
    outcomes.always(
        lambda seconds: seconds < 60,
        "stop() took {value} seconds of the virtual clock",
        because="it does not wait until the next tick, which is an hour away",
    )


def test_never_again(explore):
    # stop() comes at once, during the first run, and during the second.
    for run in (0, 1, 2):
        outcomes = explore("never_again", run=run, options=LATE)
        outcomes.always(
            lambda seen: seen["when_stopped"] == seen["a_day_later"],
            "what the action had done when stop() returned, and a day later: {value}",
            because="once stop() has returned, the action does not run any more",
        )
        outcomes.always(
            lambda seen: (
                seen["when_stopped"] == ["begin", "end"] * (len(seen["when_stopped"]) // 2)
            ),
            "what the action had done when stop() returned, and a day later: {value}",
            because="no action is left in the middle of its work when stop() returns",
        )


def test_stop_anytime(explore):
    for scenario in ("never_started", "stop_anytime"):
        outcomes = explore(scenario, options=LATE)
        outcomes.always(lambda seen: seen == "stopped", "the ticker ended as {value}")


def test_second_start(explore):
    outcomes = explore("second_start", options=LATE)
    outcomes.always(
        lambda raised: raised == "RuntimeError", "a second start() raised {value}, not RuntimeError"
    )


def test_stop_from_action(explore):
    outcomes = explore("stop_from_action", options=LATE)
    outcomes.always(
        lambda runs: runs == 1,
        "an action that stops its own ticker ran {value} times",
        because="the call in which it stops the ticker is the last one",
    )


def test_action_raises(explore, rng):
    good = rng.randint(0, 1)
    # How the thread itself ends is left to the student: with the error, or quietly.
    outcomes = explore("action_raises", good=good, options=LATE, allow={"thread_raised"})
    outcomes.always(
        lambda seen: seen == {"runs": good + 1, "raised": "the disk is full"},
        f"an action raised OSError('the disk is full') in run {good + 1}; a day later: {{value}}",
        because="the ticker ends with that run, and stop() raises its error",
    )


def test_times_out(explore):
    outcomes = explore("times_out", options=LATE)
    outcomes.always(
        lambda seen: seen == {"raised": "TimeoutError", "runs": ["begin", "end"]},
        "stop(timeout=5) during an action that does not end: {value}",
        because="the caller gets TimeoutError, and the ticker ends when the action has ended",
    )
