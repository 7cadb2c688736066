"""TOML that is written is what was meant."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.kit import toml

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
PLAIN = st.one_of(TEXTS, st.booleans(), st.integers(-(2**60), 2**60), st.lists(TEXTS, min_size=1))
TABLES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(TEXTS, PLAIN, max_size=3),
    lambda inner: st.dictionaries(
        TEXTS, st.one_of(PLAIN, inner, st.lists(inner, min_size=1, max_size=2)), max_size=3
    ),
    max_leaves=8,
)


@given(TABLES)
def test_reads_as_what_was_written(table):
    """Whatever the keys and texts hold."""
    assert tomllib.loads(toml.dumps(table)) == table


def test_refuses_what_toml_has_not():
    """None has no place in it."""
    with pytest.raises(TypeError, match="NoneType"):
        toml.dumps({"a": None})
