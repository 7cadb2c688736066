"""Hostile values and texts are made safe and short."""

from __future__ import annotations

import pytest

from grader.checks.render import clean, one_line, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (1.5, "1.5"),
        ("a'b", '"a\'b"'),
        ("\x1b[31mred", "'\\x1b[31mred'"),
        ("abc\u202edef", "'abc\\u202edef'"),
        ("\x00", "'\\x00'"),
        ([1, [2]], "[1, [2]]"),
        ((1, 2), "(1, 2)"),
        ({"a": [1]}, "{'a': [1]}"),
        ({3, 1}, "[1, 3]"),
        (object, "a value of type type"),
        (list(range(20)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 8 more]"),
    ],
)
def test_values_are_shown_as_python_writes_them(value, shown):
    """Printable, in one line, whatever is in them."""
    assert show(value) == shown


def test_a_huge_integer_is_measured_not_printed():
    """Python itself refuses to print it."""
    assert show(10**5000) == "an integer of about 5001 digits"


def test_a_long_text_is_cut_and_measured():
    """The middle goes, the length is told."""
    shown = show("x" * 10_000, 60)
    assert len(shown) <= 60
    assert shown.endswith("(10000 characters)")


def test_deep_and_wide_values_stay_small():
    """Neither nesting nor width makes a report grow."""
    deep: object = "x"
    for _ in range(60):
        deep = [deep] * 20
    assert len(show(deep)) <= 300


def test_cleaned_text_keeps_lines_and_escapes_the_rest():
    """Line ends and tabs stay; escapes, carriage returns and overrides are written out."""
    assert clean("a\r\nb\tc\r\x1b[2J\u2066\U000e0001") == ("a\nb\tc\\x0d\\x1b[2J\\u2066\\U000e0001")


def test_one_line_is_one_line():
    """No forged line of output can follow."""
    assert one_line("a\n\n  b\u2028c") == "a b\\u2028c"
