"""Identities are normalised once, and the exercise of a file is its name or nothing."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.intake import names
from grader.text import harmless

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A loaded machine is no failure."""
SLUGS = ["lock", "pool", "thread_local"]
ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
"""Any text that Python can hold, lone surrogates included."""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lock.py", ("lock", ())),
        ("Lock.PY", ("lock", ())),
        (" lock.py ", ("lock", ())),
        ("lock-1.py", ("lock", (1,))),
        ("lock-12.py", ("lock", (12,))),
        ("lock (2).py", ("lock", (2,))),
        ("lock(2).py", ("lock", (2,))),
        ("lock-1 (2).py", ("lock", (1, 2))),
        ("thread_local-3.py", ("thread_local", (3,))),
        ("my_lock.py", None),
        ("lock_1.py", None),
        ("lock2.py", None),
        ("lock-final.py", None),
        ("lock.py.txt", None),
        ("lock.txt", None),
        ("lock", None),
        (".py", None),
        ("-1.py", None),
        ("l\u043e\u0441k.py", None),  # two letters of it Cyrillic
        ("lock\u200b.py", None),
    ],
)
def test_the_exercise_of_a_file(name: str, expected: object) -> None:
    """By its name and what systems append to it, and by nothing else."""
    assert names.exercise_of(name, SLUGS) == expected


def test_a_later_copy_has_a_greater_number() -> None:
    """The first file has none."""
    copies = ["lock.py", "lock-1.py", "lock-2.py", "lock-10.py"]
    numbers = [(names.exercise_of(name, SLUGS) or ("", ()))[1] for name in copies]
    assert numbers == sorted(numbers)


@unhurried
@given(ANY)
def test_a_spelling_can_be_stored_and_shown(text: str) -> None:
    """One line, well-formed, bounded, harmless, and never empty."""
    shown = names.spelling(text)
    assert shown.encode().decode() == shown
    assert harmless(shown) == shown
    assert shown == " ".join(shown.split())
    assert 0 < len(shown) <= names.LONGEST


@unhurried
@given(ANY)
def test_normalising_again_changes_nothing(text: str) -> None:
    """A key is its own key, and so is a spelling."""
    assert names.spelling(names.spelling(text)) == names.spelling(text)
    assert names.key(names.key(text)) == names.key(text)


@unhurried
@given(st.text(max_size=60))
def test_how_accents_and_case_are_encoded_means_nothing(text: str) -> None:
    """The same name in another normal form or in capitals is the same student."""
    assert names.key(unicodedata.normalize("NFD", text)) == names.key(text)
    assert names.key(text.casefold()) == names.key(text)


@unhurried
@given(ANY, ANY)
def test_different_spellings_stay_different_without_folding(one: str, two: str) -> None:
    """An id in which case matters is only cleaned."""
    same = names.key(one, fold=False) == names.key(two, fold=False)
    assert same == (names.spelling(one) == names.spelling(two))


def test_long_names_that_differ_at_the_end_stay_different() -> None:
    """What is cut is told apart by a digest."""
    assert names.key("a" * 500 + "b") != names.key("a" * 500 + "c")


def test_a_name_that_is_no_text_is_shown_by_its_bytes() -> None:
    """As a disk may have it."""
    assert names.spelling(os.fsdecode(b"Zo\xeb")) == "Zo\\xeb"


@pytest.mark.parametrize("name", [".DS_Store", "__MACOSX", "._lock.py", "__pycache__", ".git"])
def test_junk_is_nobodys_business(name: str) -> None:
    """What everybody's machine makes is not reported."""
    assert names.is_junk(name)
    assert not names.is_junk("lock.py")
