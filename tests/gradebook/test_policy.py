"""The late policy at its boundaries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.classbook import Student
from grader.errors import CourseError
from grader.gradebook.policy import after
from grader.gradebook.policy_file import parse_policy

ADA = Student(key="ada", name="Ada Lovelace", id="17", login="al", email="ada@x.org")
BOB = Student(key="bob")
TEXT = """
[late]
time_zone = "Europe/Amsterdam"
grace_minutes = 10
penalty_per_day = 0.25
cap = 0.6
[due]
lock = 2026-11-20T23:59:00
pool = 2026-11-20
spring = 2026-03-28T12:00:00
autumn = 2026-10-24T12:00:00
gap = 2026-03-29T02:30:00
twice = 2026-10-25T02:30:00
fixed = 2026-11-20T23:59:00+09:00
"""
POLICY = parse_policy(TEXT, "grader.toml")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def days(exercise: str, submitted: datetime, policy=POLICY, student=ADA) -> int:
    lateness = policy.lateness(student, exercise, submitted)
    assert lateness is not None
    return lateness.days


@pytest.mark.parametrize(
    ("submitted", "begun"),
    [
        (utc(2026, 11, 20, 22, 58, 59), 0),
        (utc(2026, 11, 20, 22, 59, 0), 0),  # exactly at due
        (utc(2026, 11, 20, 23, 9, 0), 0),  # exactly at the end of the grace
        (utc(2026, 11, 20, 23, 9, 0, 1), 1),  # a microsecond later
        (utc(2026, 11, 21, 23, 9, 0), 1),  # the last moment of the first day
        (utc(2026, 11, 21, 23, 9, 0, 1), 2),
        (utc(2027, 11, 20, 23, 9, 0), 365),
        (utc(2027, 11, 20, 23, 9, 0, 1), 366),
    ],
)
def test_a_day_begins_after_the_due_date_and_its_grace(submitted, begun):
    """Exactly at a limit still belongs to what ends there."""
    assert days("lock", submitted) == begun


@pytest.mark.parametrize(
    ("exercise", "at", "begun"),
    [
        # 12:00 to 12:00 over the night in which an hour is missing: 23 hours
        ("spring", utc(2026, 3, 29, 10, 10), 1),
        ("spring", utc(2026, 3, 29, 10, 10, 1), 2),
        # and over the night that has one more: 25 hours
        ("autumn", utc(2026, 10, 25, 11, 10), 1),
        ("autumn", utc(2026, 10, 25, 11, 10, 1), 2),
        # 02:30 does not exist that night: half an hour after the gap's begin, which is 03:30
        ("gap", utc(2026, 3, 29, 1, 40), 0),
        ("gap", utc(2026, 3, 29, 1, 40, 1), 1),
        # 02:30 comes twice: the second counts
        ("twice", utc(2026, 10, 25, 1, 40), 0),
        ("twice", utc(2026, 10, 25, 1, 40, 1), 1),
    ],
)
def test_days_are_counted_on_the_wall_when_the_clocks_change(exercise, at, begun):
    """A student reads 12:00 on both days, whatever lies between."""
    assert days(exercise, at) == begun


def test_a_date_means_the_midnight_with_which_it_ends():
    """In the class's time zone."""
    assert days("pool", utc(2026, 11, 20, 23, 10)) == 0
    assert days("pool", utc(2026, 11, 20, 23, 10, 1)) == 1


def test_a_due_date_with_its_own_offset_counts_as_it_stands():
    """23:59 in Tokyo is 14:59 in UTC."""
    assert days("fixed", utc(2026, 11, 20, 15, 9)) == 0
    assert days("fixed", utc(2026, 11, 20, 15, 9, 1)) == 1


def test_times_of_submissions_may_have_any_zone():
    """They are compared on the world's clock."""
    from zoneinfo import ZoneInfo

    at = datetime(2026, 11, 21, 8, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert days("lock", at) == 0
    assert days("lock", at + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(("day", "factor"), [(0, 1.0), (1, 0.75), (2, 0.5), (3, 0.4), (900, 0.4)])
def test_each_day_costs_the_same_until_the_cap(day, factor):
    """A quarter a day, 60 % at the most."""
    submitted = utc(2026, 11, 20, 22, 59) + timedelta(days=day)
    lateness = POLICY.lateness(ADA, "lock", submitted)
    assert lateness.factor == factor
    assert after(10.0, lateness) == 10 * factor


def test_a_late_submission_hears_why_and_one_in_time_hears_nothing():
    """The sentence names the days, the date and what is lost."""
    late = POLICY.lateness(ADA, "lock", utc(2026, 11, 22, 12))
    assert late.why == "2 days after the due date 2026-11-20 23:59: 50 % off."
    assert POLICY.lateness(ADA, "lock", utc(2026, 11, 1)).why == ""


def test_no_due_date_or_no_time_is_never_late():
    """Nothing is guessed."""
    assert POLICY.lateness(ADA, "lock", None) is None
    assert POLICY.lateness(ADA, "other", utc(2030, 1, 1)) is None
    assert POLICY.undated([("lock", None), ("lock", None), ("other", None)]) == {"lock": 2}


EXTENDED = parse_policy(
    TEXT
    + """
[[extensions]]
student = "ADA@X.org"
exercises = ["lock"]
days = 2
reason = "ill"
[[extensions]]
student = "17"
due = 2026-11-21T12:00:00
[[extensions]]
student = "Nobody"
days = 1
""",
    "grader.toml",
)


def test_of_several_extensions_the_most_generous_counts():
    """By an address, and by a number; for one exercise, and for all."""
    assert EXTENDED.due_for(ADA, "lock").instant() == utc(2026, 11, 22, 22, 59)
    assert EXTENDED.due_for(ADA, "pool").instant() == utc(2026, 11, 21, 11, 0)
    assert EXTENDED.due_for(BOB, "lock").instant() == utc(2026, 11, 20, 22, 59)


def test_an_extension_never_makes_the_due_date_earlier():
    """Ada's date for all exercises lies before the day on which `fixed` would be late by then."""
    assert EXTENDED.due_for(ADA, "autumn").instant() == utc(2026, 11, 21, 11, 0)
    earlier = parse_policy(
        TEXT + '[[extensions]]\nstudent = "ada"\ndue = 2026-01-01\n', "grader.toml"
    )
    assert earlier.due_for(ADA, "lock").instant() == utc(2026, 11, 20, 22, 59)


def test_a_late_submission_with_an_extension_is_measured_from_it():
    """And the sentence says so."""
    lateness = EXTENDED.lateness(ADA, "lock", utc(2026, 11, 23, 12))
    assert lateness.days == 1
    assert lateness.why == "1 day after the extended due date 2026-11-22 23:59: 25 % off."


def test_extensions_for_students_that_nobody_knows_are_named():
    """Also those that could mean two."""
    assert EXTENDED.never_seen([ADA, BOB]) == ["Nobody"]
    twins = [ADA, Student(key="bob", id="17")]
    assert "17" in EXTENDED.never_seen(twins)


@pytest.mark.parametrize(
    ("text", "key", "cause"),
    [
        ("[late]\ncap = 2", "late.cap", "a number from 0 to 1 is expected"),
        ("[late]\npenalty_per_day = nan", "late.penalty_per_day", "from 0 to 1"),
        ("[late]\npenalty_per_day = '10%'", "late.penalty_per_day", "expected `float`"),
        ("[late]\ngrace_minutes = -1", "late.grace_minutes", "a number from 0"),
        ("[late]\ntime_zone = 'Mars/Base'", "late.time_zone", "no time zone"),
        ("[late]\ntime_zone = '../etc/passwd'", "late.time_zone", "no time zone"),
        ("[late]\ngrace = 3", "late", "unknown field `grace`"),
        ("[due]\nlok = 2026-11-20", "due.lok", "no exercise 'lok'"),
        ("[due]\nlock = 2026-11-20", "due.lock", "needs a zone"),
        ("[due]\nlock = 'tomorrow'", "due.lock", "a date"),
        ("[due]\nlock = 23:59:00", "due.lock", "a date"),
        ("[[extensions]]\ndays = 1", "extensions[0]", "missing required field `student`"),
        ("[[extensions]]\nstudent = ' '\ndays = 1", "extensions[0].student", "is expected"),
        ("[[extensions]]\nstudent = 'a'", "extensions[0]", "either `days` or `due`"),
        ("[[extensions]]\nstudent = 'a'\ndays = 0", "extensions[0].days", "from 1 to 366"),
        (
            "[[extensions]]\nstudent = 'a'\ndays = 1\nexercises = ['lok']",
            "extensions[0].exercises",
            "no exercise 'lok'",
        ),
        ("due = 3", "due", "expected `object`"),
        ("x = [", "grader.toml", "not valid TOML"),
    ],
)
def test_a_wrong_key_is_named_with_what_was_expected(text, key, cause):
    """File, key, cause."""
    with pytest.raises(CourseError) as caught:
        parse_policy(text, "grader.toml", ["lock", "pool"])
    assert "grader.toml" in caught.value.subject
    assert caught.value.subject.endswith(key)
    assert cause in caught.value.cause
