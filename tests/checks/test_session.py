"""The session's file and seeds."""

from __future__ import annotations

import random

import pytest

from grader.checks.session import SessionSpec, derive_seed, read_spec, write_spec
from grader.course import CheckSpec
from grader.errors import GraderError


def test_a_session_survives_its_file(tmp_path):
    """What the pipeline writes is what the judge reads, in the same order of checks."""
    spec = SessionSpec(
        slug="lock",
        tests="t",
        scenarios="s\u202e",
        submission="f",
        checks={"z": CheckSpec(title="Z"), "a": CheckSpec(title="A", visible=True)},
        limits={"z": 1.0, "a": 2.0},
        seed=3,
        report="r",
    )
    write_spec(spec, tmp_path / "s.json")
    found = read_spec(tmp_path / "s.json")
    assert (found, list(found.checks)) == (spec, ["z", "a"])


def test_a_file_that_is_no_session_is_our_fault(tmp_path):
    """Nobody but the grader writes it."""
    with pytest.raises(GraderError):
        read_spec(tmp_path / "missing.json")


def test_each_check_has_inputs_of_its_own():
    """The same for the same seed and check; independent of the other checks."""
    assert derive_seed(1, "a") == derive_seed(1, "a")
    drawn = {random.Random(derive_seed(s, c)).random() for s in range(9) for c in "abc"}
    assert len(drawn) == 27
