"""Expectations hold, or fail with what, seen, expected and why."""

from __future__ import annotations

import pytest

from grader.checks import expect
from grader.checks.expect import same
from grader.checks.verdicts import CheckFailed
from grader.model import Verdict

HOLDS = [
    (3, "equals", (3,)),
    ([1, [2]], "equals", ((1, (2,)),)),
    (3, "differs_from", (4,)),
    (True, "is_true", ()),
    (False, "is_false", ()),
    (None, "is_none", ()),
    (2, "is_one_of", ([1, 2],)),
    (2, "is_between", (1, 2)),
    ("hello", "contains", ("ell",)),
    ([1, 2], "contains", (2,)),
    ({"a": 1}, "contains", ("a",)),
    ([1, 2], "has_length", (2,)),
    ([2, 1, 2], "has_same_items", ([2, 2, 1],)),
    ([1, True], "is_distinct", ()),
]
FAILS = [
    (2, "equals", (3,)),
    (True, "equals", (1,)),
    ("3", "equals", (3,)),
    (3, "differs_from", (3,)),
    (1, "is_true", ()),
    (0, "is_false", ()),
    (False, "is_none", ()),
    (None, "is_between", (1, 2)),
    (True, "is_between", (0, 2)),
    (5, "contains", (5,)),
    ("a", "contains", (1,)),
    (5, "has_length", (1,)),
    ([1, 1, 2], "has_same_items", ([1, 2, 2],)),
    (None, "has_same_items", ([],)),
    ([1, 1], "is_distinct", ()),
    ("ab", "is_distinct", ()),
]


@pytest.mark.parametrize(("value", "method", "arguments"), HOLDS)
def test_what_holds_says_nothing(value, method, arguments):
    """An expectation that holds returns None."""
    assert getattr(expect(value, "it"), method)(*arguments) is None


@pytest.mark.parametrize(("value", "method", "arguments"), FAILS)
def test_what_does_not_hold_fails_the_check(value, method, arguments):
    """Whatever form the value has, the check fails and the grader does not."""
    with pytest.raises(CheckFailed) as caught:
        getattr(expect(value, "it"), method)(*arguments)
    assert caught.value.verdict is Verdict.FAILED
    assert caught.value.expected


def test_the_texts_of_a_failure():
    """The feedback says what and why; seen and expected stand apart."""
    with pytest.raises(CheckFailed) as caught:
        expect(2, "the counter after 3 increments").equals(3, because="each add(1) counts")
    failed = caught.value
    assert failed.feedback == (
        "Not as expected: the counter after 3 increments (each add(1) counts)."
    )
    assert (failed.observed, failed.expected) == ("2", "3")


def test_a_condition_that_trips_does_not_hold():
    """A value of a hostile form is not a mistake of the author."""
    with pytest.raises(CheckFailed, match="Not as expected: it"):
        expect(None, "it").satisfies(lambda value: value["a"] > 3, "more than 3")


def test_hostile_values_are_shown_safely():
    """Escapes of a terminal are written out, and long texts cut."""
    with pytest.raises(CheckFailed) as caught:
        expect("\x1b[2J" + "x" * 9999, "it").equals("y")
    assert "\x1b" not in caught.value.observed
    assert len(caught.value.observed) < 400


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ([1], (1,), True),
        ({"a": (1,)}, {"a": [1]}, True),
        ({"a": 1}, {"a": True}, False),
        ([], {}, False),
        (None, False, False),
        ("1", 1, False),
    ],
)
def test_equality_tells_types_apart(one, other, equal):
    """Truth values are no numbers; tuples and lists are the same."""
    assert same(one, other) is equal
