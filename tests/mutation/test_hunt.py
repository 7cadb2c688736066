"""hunt(): which mutants live, with a stand-in for the grading."""

from __future__ import annotations

import re
import shutil
import threading
from pathlib import Path

import pytest

from grader.course import load_course
from grader.errors import CourseError
from grader.model import Verdict
from grader.mutation.hunt import hunt
from grader.mutation.table import page

FIXTURE = Path(__file__).parents[1] / "grading" / "course"
REFERENCE = '''\
"""Says something."""


def say(text, times):
    if times < 0:
        raise ValueError("less than nothing")
    with lock:
        spoken.append(text)
    worker.join()
    return text * times
'''


@pytest.fixture
def root(tmp_path):
    """The fixture course, with a reference that has a lock, a condition and a join."""
    folder = Path(shutil.copytree(FIXTURE, tmp_path / "course"))
    (folder / "solutions/echo/echo.py").write_text(REFERENCE)
    return folder


def kill_all(course, exercise, mutant):
    return "says", Verdict.FAILED


def kill_none(course, exercise, mutant):
    return None


def spare_joins(course, exercise, mutant):
    return None if mutant.operator == "drop-join" else ("says", Verdict.TIMEOUT)


def hunted(root, judge, **options):
    course = load_course(root)
    exercises = [course.exercise("echo")]
    return next(iter(hunt(course, exercises, judge=judge, **options)))


def explain(root, key, reason="It makes no difference."):
    path = root / "solutions/echo/mutants.toml"
    path.write_text(f'[equivalent."{key}"]\nreason = "{reason}"\n')


def join_key(root):
    found = hunted(root, spare_joins)
    return next(fate.mutant.key for fate in found.fates if fate.status == "survived")


def test_killed_by_a_check(root):
    """With the check and its verdict."""
    found = hunted(root, kill_all)
    assert found.ok
    assert {(f.status, f.check, f.verdict) for f in found.fates} == {
        ("killed", "says", Verdict.FAILED)
    }


def test_survivors_are_not_ok(root):
    """One is enough."""
    found = hunted(root, spare_joins)
    assert not found.ok
    assert [f.mutant.operator for f in found.fates if f.status == "survived"] == ["drop-join"]


def test_inconclusive_is_neither_killed_nor_ok(root):
    """Nobody has proved anything."""
    found = hunted(root, lambda *_: ("says", Verdict.INCONCLUSIVE))
    assert {fate.status for fate in found.fates} == {"inconclusive"}
    assert not found.ok


def test_a_recorded_reason_explains_a_survivor(root):
    """It is counted for itself, with its reason."""
    explain(root, join_key(root))
    found = hunted(root, spare_joins)
    assert found.ok
    assert [f.reason for f in found.fates if f.status == "explained"] == ["It makes no difference."]


def test_a_reason_whose_mutant_is_killed_is_stale(root):
    """A check found a difference, so the reason is wrong."""
    explain(root, join_key(root))
    found = hunted(root, kill_all)
    assert not found.ok
    assert "says kills this mutant" in found.stale[0]


def test_a_reason_without_a_mutant_is_stale(root):
    """The reference has changed since."""
    explain(root, "drop-join:gone:123456")
    found = hunted(root, kill_all)
    assert found.stale == ("drop-join:gone:123456: no mutant has this key. Remove the entry.",)


@pytest.mark.parametrize(
    "text", ['[equivalent."a"]\n', "[equal]\n", "=", '[equivalent."a"]\nreason = " "\n']
)
def test_a_malformed_file_is_a_course_error(root, text):
    """No reason, a wrong table, no TOML, an empty reason: the file is named."""
    (root / "solutions/echo/mutants.toml").write_text(text)
    with pytest.raises(CourseError, match=r"mutants\.toml"):
        hunted(root, kill_all)


def test_only_those_asked_for(root):
    """By id or by key."""
    every = hunted(root, kill_none).fates
    names = [every[0].mutant.id, every[2].mutant.key]
    found = hunted(root, kill_none, only=names)
    assert [fate.mutant for fate in found.fates] == [every[0].mutant, every[2].mutant]


def test_the_order_does_not_depend_on_who_is_graded_first(root):
    """With two at once, the first mutant is held until the second is done."""
    first = hunted(root, kill_none).fates[0].mutant
    passed = threading.Event()

    def judge(course, exercise, mutant):
        if mutant == first:
            passed.wait()
        passed.set()

    assert hunted(root, judge, jobs=2).fates == hunted(root, kill_none).fates


def test_a_fault_of_the_grader_ends_the_hunt(root):
    """It is not counted as anything."""

    def judge(course, exercise, mutant):
        raise CourseError("echo", "broken", "Mend it.")

    with pytest.raises(CourseError, match="broken"):
        hunted(root, judge)


def test_the_page_keeps_the_rows_of_others(root):
    """One exercise is hunted at a time, the rest of the table stays."""
    course = load_course(root)
    before = page(course, [hunted(root, kill_all)])
    assert re.search(r"\| \[echo\].* \| says \d+ \|", before)
    assert page(course, [], before) == before


def test_the_page_shows_reasons_with_their_change(root):
    """A reader sees what is said to make no difference."""
    explain(root, join_key(root))
    text = page(load_course(root), [])
    assert "It makes no difference." in text
    assert "-    worker.join()" in text
