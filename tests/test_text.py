"""Hostile text is made harmless, and numbers readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.text import cut_lines, harmless, number, one_line, plural

UNTIMED = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@UNTIMED
@given(st.text())
def test_leaves_no_control_or_direction(text: str) -> None:
    """No control, format or surrogate character is left, but newline and tab."""
    left = {unicodedata.category(c) for c in harmless(text) if c not in "\n\t"}
    assert not left & {"Cc", "Cs", "Zl", "Zp"}
    bidi = {unicodedata.bidirectional(c) for c in harmless(text)}
    assert not bidi & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    harmless(text).encode()


@UNTIMED
@given(st.text(), st.integers(1, 50))
def test_one_line_is_one_line(text: str, limit: int) -> None:
    """One line, no longer than asked for."""
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


def test_overwrites_nothing() -> None:
    """A carriage return ends a line instead of hiding it."""
    assert harmless("wrong\rright") == "wrong\nright"


def test_says_how_much_is_left_out() -> None:
    """Head and tail stay, the middle is counted."""
    assert cut_lines("a\nb\nc\nd\ne", 3) == "a\nb\n… 2 lines left out …\ne"


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (0.5, "0.5"), (10 / 3, "3.33"), (0, "0"), (100.0, "100")]
)
def test_writes_points_plainly(value: float, text: str) -> None:
    """No needless zeros."""
    assert number(value) == text


def test_counts_in_words() -> None:
    """One is singular."""
    assert [plural(n, "check") for n in (0, 1, 2)] == ["0 checks", "1 check", "2 checks"]
