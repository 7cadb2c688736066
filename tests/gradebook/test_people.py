"""Whom an instructor means."""

from __future__ import annotations

import pytest

from grader.classbook import Student
from grader.errors import UsageError
from grader.gradebook.people import find_student

ADA = Student(key="ada-17", name="Ada Lovelace", id="17", login="al", email="ada@x.org")
BOB = Student(key="bob", name="Bob Böhm")
TWIN = Student(key="bob2", name="bob böhm")
CLASS = (ADA, BOB, TWIN)


@pytest.mark.parametrize("text", ["ada-17", "17", "AL", "Ada@X.org", " ada  lovelace"])
def test_a_student_is_found_by_anything_that_names_them(text):
    """Key, number, login, address, name; case and blanks do not matter."""
    assert find_student(text, CLASS) == ADA


def test_a_key_goes_before_a_name():
    """Another's name may be my key."""
    other = Student(key="x", name="bob")
    assert find_student("bob", (other, BOB)) == BOB


def test_a_name_of_two_is_not_guessed():
    """The message says which there are, in either Unicode form."""
    with pytest.raises(UsageError, match="Say which: bob, bob2"):
        find_student("Bob Bo\u0308hm", CLASS)


@pytest.mark.parametrize("text", ["ada_17", "Ada Lovelac", "ada", "Lovelace, Ada"])
def test_a_mistyped_name_gets_the_nearest_ones(text):
    """Their keys, since these are unique, and their names."""
    with pytest.raises(UsageError, match=r"Did you mean ada-17 \(Ada Lovelace\)\?"):
        find_student(text, CLASS)


def test_a_word_of_a_name_leads_to_all_who_have_it():
    """Also without its accents, and before names that only look like it."""
    with pytest.raises(UsageError, match=r"Did you mean bob \(Bob Böhm\) or bob2 \(bob böhm\)\?"):
        find_student("bohm", (*CLASS, Student(key="boh")))


def test_hostile_text_is_made_harmless():
    """What was typed, and what the platform gave."""
    with pytest.raises(UsageError) as caught:
        find_student("\x1b[2Jbob3", [Student(key="bob3\x1b[2J")])
    assert "\x1b" not in str(caught.value)
