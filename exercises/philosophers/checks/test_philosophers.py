"""Judges philosophers: all meals, no deadlock, and only neighbours keep each other waiting."""

from grader.checks import expect

NAMES = ["Ann", "Bob", "Cai", "Dan", "Eve", "Fei"]
FEWER = {"executions": 100}
"""A table of three has many schedules, and what can go wrong shows in the first ones."""
LATE = {**FEWER, "timeouts": "late"}
"""A timed wait ends by its time only when nothing else can happen any more."""


def test_all_meals(student, explore, rng):
    names = rng.sample(NAMES, 3)
    run = student.run("where_they_eat", names=names)
    expect(run["here"], "that each of them ate in the process of the caller").is_true(
        because="what is changed in another process is seen by nobody here"
    )
    outcomes = explore("all_meals", names=names, meals=1, options=FEWER)
    outcomes.always(
        lambda seen: seen == {"meals": dict.fromkeys(names, 1), "running": 0},
        f"{names} had one meal each; when dine returned: {{value}}",
        because="it returns when all have had their meals and all threads have ended",
    )


def test_neighbours(explore, rng):
    for guests, meals in ((2, 2), (3, 1)):
        names = rng.sample(NAMES, guests)
        outcomes = explore("neighbours", names=names, meals=meals, options=FEWER)
        outcomes.always(
            lambda clashes: clashes == 0,
            f"at a table of {guests}, somebody ate while a neighbour did (times: {{value}})",
        )


def test_no_deadlock(explore, rng):
    for guests, meals in ((2, 2), (3, 1)):
        names = rng.sample(NAMES, guests)
        outcomes = explore("all_meals", names=names, meals=meals, options={"executions": 150})
        outcomes.always(
            lambda seen, names=names, meals=meals: seen["meals"] == dict.fromkeys(names, meals),
            f"{guests} philosophers, {meals} meals each: {{value}}",
        )


def test_apart(explore, rng):
    names = rng.sample(NAMES, 4)
    pair = [names[0], names[2]]
    outcomes = explore("apart", names=names, pair=pair, options=LATE)
    outcomes.some(
        lambda met: met is True,
        f"of {names}, {pair[0]} and {pair[1]} share no fork; they never ate at the same time",
        because="only neighbours have to wait for each other",
    )


def test_small_tables(explore, rng):
    for guests, meals in ((1, 2), (2, 1), (0, 1), (2, 0)):
        names = rng.sample(NAMES, guests)
        outcomes = explore("small_table", names=names, meals=meals, options=FEWER)
        right = {"meals": dict.fromkeys(names, meals), "crowded": 0}
        outcomes.always(
            lambda seen, right=right: seen == right,
            f"a table of {guests} with {meals} meals: {{value}}",
        )


def test_eat_raises(explore, rng):
    table = rng.sample(NAMES, 3)
    for names, sick in ((table, table[:1]), (table, table[1:]), (table[:1], table[:1])):
        # How the thread itself ends is left to the student: with the error, or quietly.
        outcomes = explore(
            "eat_raises", names=names, sick=sick, options=FEWER, allow={"thread_raised"}
        )
        outcomes.always(
            lambda seen: seen == {"raised": "an error of eat", "running": 0},
            f"of {names}, {sick} got sick at their meal; what dine raised, and what still ran: "
            "{value}",
            because="the error reaches the caller when all threads have ended",
        )
