"""Hostile submissions of `lock`, graded whole in the real sandbox, with golden verdicts.

These fail where bubblewrap is missing, on purpose.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.grading import grade
from grader.intake import read_submission
from grader.model import Verdict, to_json

HERE = Path(__file__).parent
COURSE = HERE.parents[1]
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((HERE / "verdicts.toml").read_text())


def test_the_table_and_the_folder_name_the_same_submissions() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in (HERE / "submissions").glob("*.py"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_hostile_submission_gets_its_golden_verdict(name: str) -> None:
    course = load_course(COURSE)
    submission = read_submission(HERE / "submissions" / f"{name}.py", "lock")
    report = grade(course, course.exercises["lock"], submission, seed=4711)
    expected = EXPECTED[name]
    assert report.verdict == expected["verdict"]
    missed = {check.id for check in report.checks if check.verdict is not Verdict.PASSED}
    assert missed >= set(expected.get("missed", []))
    assert {flag.kind for flag in report.flags} >= set(expected.get("flags", []))
    assert b"\\u001b" not in to_json(report)
