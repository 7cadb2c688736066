"""A witness from a report runs again: the same schedule, the same steps, the same end."""

from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.errors import UsageError
from grader.grading import grade
from grader.intake import read_submission
from grader.model import CheckResult, GradeReport, Verdict
from grader.replay import Replay, read_replay

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


def graded(course: Course, path: Path, replay: Replay | None = None) -> GradeReport:
    exercise = course.exercise("lock")
    return grade(course, exercise, read_submission(path, "lock"), replay=replay)


def failed_schedules(report: GradeReport) -> list[CheckResult]:
    return [check for check in report.checks if check.witness and "replay" in check.witness]


def test_each_witness_of_a_grading_runs_again_step_by_step(course: Course) -> None:
    racy = ROOT / "solutions/lock/wrong/no_lock.py"
    found = failed_schedules(graded(course, racy))
    assert found
    for check in found:
        assert check.witness is not None
        replayed = graded(course, racy, read_replay(check.witness["replay"]))
        (again,) = replayed.checks
        assert (again.id, again.verdict, again.feedback) == (
            check.id,
            check.verdict,
            check.feedback,
        )
        assert again.witness == check.witness


def test_a_schedule_that_does_not_fit_a_changed_file_decides_nothing(course: Course) -> None:
    racy = ROOT / "solutions/lock/wrong/no_lock.py"
    check = failed_schedules(graded(course, racy))[0]
    assert check.witness is not None
    right = graded(course, ROOT / "solutions/lock/lock.py", read_replay(check.witness["replay"]))
    assert right.verdict is Verdict.INCONCLUSIVE
    assert "does not fit the code any more" in right.checks[0].feedback
    assert [one.id for one in right.checks] == [check.id]


def test_a_witness_of_another_exercise_is_refused(course: Course) -> None:
    with pytest.raises(UsageError, match="lock has no check 'other'"):
        graded(
            course,
            course.exercise("lock").stub,
            Replay(check="other", seed=1, call=0, schedule=(0,)),
        )
