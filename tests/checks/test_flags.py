"""Flagged findings are worded for a person, and read as hostile data."""

from __future__ import annotations

import pytest

from grader.checks.flags import flag_of


def test_a_known_kind_is_worded():
    """With file and line, without the machine's path."""
    flag = flag_of(
        {"kind": "ctypes", "message": "it loads a C library", "file": "/x/lock.py", "line": 3},
        "lock",
        "a",
    )
    assert flag is not None
    assert flag.message == "The submission loads a C library."
    assert (flag.file, flag.line, flag.check) == ("lock.py", 3, "a")


def test_a_kind_without_message_is_worded_by_itself():
    """The table of kinds says it."""
    flag = flag_of({"kind": "tracing"}, "lock", None)
    assert flag is not None
    assert flag.message == "The submission sets a trace or profile function."


def test_an_unknown_kind_is_still_reported():
    """Safely: a forged kind can't break a terminal."""
    flag = flag_of({"kind": "\x1b[2Jnew", "line": "3"}, "lock", None)
    assert flag is not None
    assert (flag.message, flag.line) == ("The submission was reported: \\x1b[2Jnew.", None)


@pytest.mark.parametrize("raw", [None, 3, {}, {"kind": 3}, {"kind": ""}])
def test_a_finding_without_kind_is_none(raw):
    """Nothing is made of rubbish."""
    assert flag_of(raw, "lock", None) is None
