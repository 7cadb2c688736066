"""What CI adds to the exporters: limits, combined gradings, Code Quality, no score at all."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.course import load_course
from grader.exporters import github, gitlab, gradescope, junit
from grader.kit.ci.combined import combined
from grader.kit.ci.page import Notes, summary_page
from grader.kit.ci.run import Graded
from grader.model import GradeReport, IsolationLevel, Verdict
from grader.wording import words_of
from tests import samples
from tests.kit.ci.places import course_at


def named(report: GradeReport, slug: str) -> GradeReport:
    return msgspec.structs.replace(report, exercise=slug)


def test_each_exercise_is_annotated_before_any_is_twice() -> None:
    """Ten of a kind are shown, and no exercise is crowded out."""
    lists = [[f"::error file={slug},title={n}::x" for n in range(9)] for slug in "abcd"]
    chosen = github.within_limits([*lists, ["::warning title=w::x"]])
    assert [line[13] for line in chosen[:4]] == ["a", "b", "c", "d"]
    assert len([line for line in chosen if line.startswith("::error")]) == github.MAX_ANNOTATIONS
    assert chosen[-1] == "::warning title=w::x"


def test_a_page_keeps_below_its_limit_and_says_what_is_missing(tmp_path: Path) -> None:
    """The overview comes first, then what went wrong."""
    exercise = load_course(course_at(tmp_path, "echo")).exercise("echo")
    graded = [Graded(exercise, report) for report in (samples.full_marks(), samples.lost_update())]
    whole = summary_page(graded, Notes(), words_of("en"))
    assert whole.index("| ✓ |") < whole.index("2 increments ran")
    cut = summary_page(graded, Notes(), words_of("en"), limit=len(whole.encode()) - 200)
    assert len(cut.encode()) <= len(whole.encode()) - 200
    assert "did not fit" in cut
    assert "2 increments ran" in cut


def test_several_gradings_are_one() -> None:
    """Points add up, checks keep their names apart, the weakest isolation is told."""
    one = named(samples.full_marks(), "lock")
    other = msgspec.structs.replace(
        named(samples.lost_update(), "pool"), isolation=IsolationLevel.LANDLOCK
    )
    whole = combined("All", [one, other])
    assert (whole.score, whole.max_score) == (one.score + other.score, 20.0)
    assert (whole.verdict, whole.isolation) == (Verdict.FAILED, IsolationLevel.LANDLOCK)
    assert len({check.id for check in whole.checks}) == len(whole.checks) == 8
    assert combined("All", [one]) is one


def test_one_undecided_grading_leaves_the_whole_undecided() -> None:
    """Whatever the others say."""
    whole = combined("All", [samples.lost_update(), named(samples.inconclusive(), "pool")])
    assert whole.verdict is Verdict.INCONCLUSIVE


def test_junit_has_a_suite_for_each_exercise() -> None:
    """In their order."""
    data = junit.several("grader", [named(samples.full_marks(), "a"), samples.inconclusive()])
    suites = ET.fromstring(data).findall("testsuite")
    assert [(s.get("name"), s.get("errors")) for s in suites] == [("a", "0"), ("lock", "1")]


@pytest.mark.parametrize("shape", samples.SHAPES.values(), ids=samples.SHAPES)
def test_code_quality_is_as_gitlab_reads_it(shape: Callable[[], GradeReport]) -> None:
    """Its documented fields, on a line of the student's file, harmless."""
    entries = json.loads(gitlab.code_quality([(shape(), "exercises/lock/lock.py")]))
    failed = [c for c in shape().checks if c.verdict not in ("passed", "not_run")]
    assert len(entries) == len(failed)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "major")
        assert entry["location"]["path"] == "exercises/lock/lock.py"
        assert entry["location"]["lines"]["begin"] >= 1
        assert "\x1b" not in entry["description"]
        assert "\n" not in entry["description"]


def test_code_quality_marks_the_line_of_the_race() -> None:
    """Not just the file."""
    first = json.loads(gitlab.code_quality([(samples.lost_update(), "x.py")]))[0]
    assert first["location"]["lines"]["begin"] == 14


@pytest.mark.parametrize("shape", samples.SHAPES.values(), ids=samples.SHAPES)
def test_an_undecided_submission_has_no_score_on_gradescope(
    shape: Callable[[], GradeReport],
) -> None:
    """Neither at the top nor at a test; the reason is told, harmless."""
    value = json.loads(gradescope.undecided(shape(), "because \x1b[2J"))
    assert "score" not in value
    assert not [test for test in value["tests"] if {"score", "max_score"} & set(test)]
    assert "because \\x1b[2J" in value["output"]
