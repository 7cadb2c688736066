"""Reading pytest-json-report's file: a result counts only where one was written."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from grader.checks.session import as_metadata
from grader.grading.records import parse_report, read_report
from grader.model import CheckResult, Verdict

RESULT = CheckResult(id="a", title="A", verdict=Verdict.PASSED, score=1, max_score=1, visible=True)


def report(*tests: dict[str, Any]) -> bytes:
    return json.dumps({"exitcode": 0, "tests": tests, "grader": {"totals": {}}}).encode()


def test_a_result_is_taken_from_the_metadata():
    """The record comes out as it went in."""
    data = report({"outcome": "passed", "metadata": {"grader": as_metadata(RESULT)}})
    assert parse_report(data).results == {"a": RESULT}


def test_a_test_that_passed_without_a_result_is_no_pass():
    """Positive evidence is needed."""
    assert parse_report(report({"outcome": "passed"})).results == {}


def test_a_pass_whose_test_failed_is_refused():
    """A contradiction is no result."""
    data = report({"outcome": "failed", "metadata": {"grader": as_metadata(RESULT)}})
    with pytest.raises(msgspec.MsgspecError, match="its test did not"):
        parse_report(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"tests": []}',
        b'{"grader": {"totals": {}}, "tests": [{"metadata": {"grader": {"id": "a"}}}]}',
        b'{"grader": {"totals": {}}, "tests": 3}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_file_without_the_expected_form_is_no_report(tmp_path, data):
    """Whatever is there instead, nothing is taken from it and nothing breaks."""
    path = tmp_path / "report.json"
    path.write_bytes(data)
    assert read_report(path) is None


def test_a_missing_file_is_no_report(tmp_path):
    """A judge that died before it wrote left none."""
    assert read_report(tmp_path / "report.json") is None
