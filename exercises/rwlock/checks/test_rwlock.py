"""Judges rwlock: readers together, writers alone, and nobody waits for ever."""

FEWER = {"executions": 100}
"""With three threads there are many schedules, and what can go wrong shows in the first ones."""
LATE = {**FEWER, "timeouts": "late"}
"""A timed wait ends by its time only when nothing else can happen any more."""


def test_in_turn(explore, rng):
    rounds = rng.randint(2, 4)
    outcomes = explore("in_turn", rounds=rounds)
    outcomes.always(
        lambda steps: steps == ["read", "write"] * rounds + ["read"],
        f"a thread that read and wrote {rounds} times in turn, and read, did {{value}}",
    )


def test_readers_together(explore):
    for written_before in (False, True):
        outcomes = explore("readers_together", readers=2, written_before=written_before)
        outcomes.always(
            lambda seen: seen == ["met", "met"], "two readers that wait for each other: {value}"
        )


def test_writers_alone(explore, rng):
    amounts = rng.sample(range(1, 9), 2)
    outcomes = explore("writers_alone", amounts=amounts)
    outcomes.always(
        lambda seen: seen == [sum(amounts)] * 2,
        f"two writers added {amounts} to two fields that were 0, and left {{value}}",
    )
    outcomes = explore("writers_come_together", amounts=amounts, options=FEWER)
    outcomes.always(
        lambda seen: seen == sum(amounts),
        f"two writers waited to add {amounts}, and a reader that came later found {{value}}",
    )


def test_writer_or_readers(explore):
    for writers, readers in ((1, 1), (1, 2), (2, 1)):
        outcomes = explore("writer_or_readers", writers=writers, readers=readers, options=FEWER)
        right = {"looks_that_differed": 0, "in_the_end": [writers, writers]}
        outcomes.always(
            lambda seen, right=right: seen == right,
            f"{writers} writers keep two fields equal, {readers} readers compare them: {{value}}",
        )


def test_all_wake(explore):
    outcomes = explore("all_wake", readers=2, options=FEWER)
    outcomes.always(
        lambda ended: ended == ["met", "met"], "two readers that waited for a writer: {value}"
    )


def test_last_reader_tells(explore):
    for readers in (1, 2):
        outcomes = explore("last_reader_tells", readers=readers, options=FEWER)
        outcomes.always(
            lambda inside: inside == 0,
            f"a writer that came while {readers} readers were inside found {{value}} still there",
        )
    outcomes = explore("right_one_told", options=LATE)
    outcomes.always(
        lambda ended: ended == ["read", "written"],
        "a writer waited for two readers, a reader came later, and then all got in: {value}",
        because="whoever is woken by the last reader, the writer must not sleep on",
    )


def test_not_starved(explore):
    outcomes = explore("stream", newcomers=5, options=LATE)
    outcomes.always(
        lambda overtakers: overtakers < 5,
        "readers kept coming, and {value} of 5 got in before a writer that had waited all the time",
        because="a writer that waits has to get its turn",
    )


def test_left_on_error(explore):
    outcomes = explore("left_on_error", options=FEWER)
    outcomes.always(
        lambda came: came == [True, True, True, "written"],
        "whether three exceptions left their blocks, and what came afterwards: {value}",
    )
