"""The fixture course, and gradings of it by a stand-in for the sandbox."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.grading import grade
from grader.intake import read_submission
from grader.model import CheckResult, GradeReport

collect_ignore = ["course"]
FAKE = "tests.grading.fake_keeper:Keeper"
COURSE = Path(__file__).parent / "course"

Grade = Callable[..., GradeReport]


@pytest.fixture(scope="session")
def course() -> Course:
    """The fixture course, as it stands on disk."""
    return load_course(COURSE)


@pytest.fixture
def own_course(tmp_path: Path) -> Path:
    """A copy of the fixture course that a test may change."""
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


@pytest.fixture
def grade_text(course: Course, tmp_path: Path) -> Grade:
    """Grade a text as the exercise ``echo``, by the stand-in."""

    def run(text: str, **options: object) -> GradeReport:
        path = tmp_path / "echo.py"
        path.write_text(text)
        options.setdefault("keeper", FAKE)
        exercise = course.exercise("echo")
        return grade(course, exercise, read_submission(path, "echo"), **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def reference() -> str:
    """The text of the reference solution."""
    return (COURSE / "solutions/echo/echo.py").read_text()


def by_id(report: GradeReport) -> dict[str, CheckResult]:
    """The checks of a report by their ids."""
    return {check.id: check for check in report.checks}


@pytest.fixture
def checks_of() -> Callable[[GradeReport], dict[str, CheckResult]]:
    """Access to the checks of a report by their ids."""
    return by_id
