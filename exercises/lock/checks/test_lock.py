"""Judges ``Counter`` and ``count``: under every schedule that matters, nothing may be lost."""

from grader.checks import expect


def test_adds_up(student, rng):
    numbers = [rng.randint(2, 50) for _ in range(3)]
    run = student.run("in_turn", numbers=numbers)
    values = [0]
    for number in [*numbers, 1]:
        values.append(values[-1] + number)
    steps = ", ".join(f"add({number})" for number in numbers)
    expect(run.value, f"the value at first and after each of {steps}, add()").equals(
        values, because="a new counter is 0, add(n) adds n, and add() adds 1"
    )


def test_counters_are_apart(student, rng):
    first, second = rng.randint(2, 50), rng.randint(51, 99)
    run = student.run("apart", first=first, second=second)
    expect(run.value, "the values of two counters that were used in turn").equals(
        [2 * first, second], because="each Counter counts for itself"
    )


def test_no_lost_update(explore):
    outcomes = explore("adders", threads=2, numbers=[1])
    outcomes.always(
        lambda value: value == 2, "2 threads added 1 each, and the counter says {value}"
    )


def test_no_lost_update_for_long(explore, rng):
    few, many = rng.randint(2, 9), rng.randint(11, 99)
    outcomes = explore("adders", threads=2, numbers=[few, many])
    outcomes.always(
        lambda value: value == 2 * (few + many), "An addition is missing after two from each thread"
    )
    outcomes = explore("adders", threads=3, numbers=[few])
    outcomes.always(
        lambda value: value == 3 * few, "An addition of one of three threads is missing"
    )


def test_lock_stays(explore):
    outcomes = explore("add_and_make")
    outcomes.always(
        lambda value: value == 2,
        "While one thread added, another made a new Counter, and an addition was lost",
    )


def test_released_on_error(explore, rng):
    good = rng.randint(2, 99)
    outcomes = explore("bad_then_good", good=good)
    outcomes.always(
        lambda value: value["raised"] == "TypeError",
        "add('x') did not raise TypeError",
        because="the caller has to learn that nothing was added",
    )
    outcomes.always(
        lambda value: value["value"] == good,
        "After a failed add('x') the next add counts wrongly",
        because="an addition that failed leaves the counter as it was",
    )


def test_own_lock(explore, rng):
    first, second = rng.randint(2, 50), rng.randint(51, 99)
    outcomes = explore("two_counters", first=first, second=second)
    outcomes.always(
        lambda value: value == [first, second], "Two counters that were used at once say {value}"
    )


def test_count_is_exact(explore):
    outcomes = explore("counted", threads=2, times=1)
    outcomes.always(
        lambda value: value == 2, "2 threads added once each, and count returned {value}"
    )


def test_count_uses_threads(student, rng):
    threads, times = rng.randint(2, 4), rng.randint(2, 4)
    run = student.run("who_adds", threads=threads, times=times)
    expect(
        run["left"], "the number of threads that were still adding when count had returned"
    ).equals(0, because="count has to join its threads: before that the value is not complete")
    expect(run["calls"], "how often add was called in count").equals(
        threads * times, because="each of the threads calls add(1) that many times"
    )
    expect(run["by_caller"], "how many calls of add came from the caller's own thread").equals(
        0, because="the threads that count starts do the adding"
    )
    expect(run["at_once"], "the number of threads that were in count at once").equals(
        threads,
        because="each waited at its first add until nothing more could start: start all threads "
        "before you join the first",
    )
