"""Judges echo. The tests stand in another order than the author's, on purpose."""

from grader.checks import expect


def test_counts(explore):
    outcomes = explore("two_adders")
    outcomes.always(lambda value: value == 2, "2 adders ran, the tally says {value}")


def test_says_often(student, rng):
    times = rng.randint(2, 9)
    run = student.run("says", text="ab", times=times)
    expect(run.value, "the repeated text").equals("ab" * times, because="it was asked for more")


def test_says(student):
    run = student.run("says", text="hello", times=1)
    expect(run.value, 'what say("hello") returns').equals("hello", because="that is its text")


def test_refuses(student):
    student.run("says", text="x", times=-1).raised("ValueError", because="-1 times is no number")
