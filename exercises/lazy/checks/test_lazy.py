"""Judges lazy: one call of the factory under every schedule, and a whole value for everybody."""

from grader.checks import expect


def test_made_late_and_kept(student, rng):
    value = rng.randint(1, 99)
    run = student.run("made_late_and_kept", value=value)
    expect(run.value["calls"], "calls of the factory before, and after each of three gets").equals(
        [0, 1, 1, 1], because="it is called at the first get(), and never again"
    )
    expect(run.value["values"], "what three gets returned").equals([[value]] * 3)
    expect(run.value["one_object"], "that all gets return the same object").is_true()


def test_none_is_a_value(explore):
    outcomes = explore("none_is_a_value")
    outcomes.always(
        lambda seen: seen == {"values": [None, None], "calls": 1},
        "two gets from a factory that returns None: {value}",
        because="None is a value like any other, and it is made once",
    )


def test_made_once(explore, rng):
    outcomes = explore("two_ask", value=rng.randint(1, 99))
    outcomes.always(
        lambda seen: seen == {"calls": 1, "same": True},
        "two threads asked at once: {value}",
        because="the factory is called once, and both get the same object",
    )


def test_whole(explore, rng):
    value = rng.randint(1, 99)
    outcomes = explore("reader_while_made", value=value)
    outcomes.always(
        lambda seen: seen == [value, value],
        f"two threads read a table with {value}, and saw {{value}}",
        because="what is handed out is what the factory has returned, whole",
    )


def test_tried_again(explore, rng):
    value = rng.randint(1, 99)
    outcomes = explore("fails_first", value=value)
    outcomes.always(
        lambda seen: (
            seen == {"gets": ["ConnectionError", "ConnectionError", value, value], "calls": 3}
        ),
        f"four gets from a factory that raises ConnectionError twice, then returns {value}: "
        "{value}",
        because="an error reaches the caller, and the next get() tries again",
    )


def test_tried_again_by_two(explore, rng):
    value = rng.randint(1, 99)
    outcomes = explore("fails_first_under_two", value=value)
    outcomes.always(
        lambda seen: (
            "ConnectionError" in seen["both"]
            and all(each in ("ConnectionError", value) for each in seen["both"])
            and seen["later"] == value
            and seen["calls"] == 2
        ),
        f"two threads and then one asked a factory that raises once, then returns {value}. "
        "What they got: {value}",
        because="whoever meets the error gets the error, and the others a value that was made",
    )


def test_independent(explore):
    outcomes = explore("made_together")
    outcomes.always(
        lambda seen: seen == ["met", "met"],
        "two lazies were made at once, and gave {value}",
    )
    outcomes = explore("made_inside")
    outcomes.always(
        lambda seen: seen == [21, 20],
        "a lazy was made inside the factory of another, and they gave {value}",
    )
