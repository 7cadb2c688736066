"""A kit of the whole course, made once; and small copies that a test may change."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.kit import CourseKey, ReleaseOptions
from grader.kit.placing import place
from grader.kit.releasing import kit_files

ROOT = Path(__file__).parents[2]
KEY = CourseKey(bytes(range(32)))
OTHER_KEY = CourseKey(bytes(32))
SOME = ("lock", "pool")
"""Two exercises: one with two visible checks, one with one."""


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return load_course(ROOT)


@pytest.fixture(scope="session")
def whole(course: Course) -> dict[str, bytes]:
    """Every file of a sealed kit of the whole course, solutions behind their curtain included."""
    options = ReleaseOptions(solutions="after-full-marks")
    return kit_files(course, list(course.exercises.values()), options, KEY)


@pytest.fixture(scope="session")
def small(course: Course) -> dict[str, bytes]:
    """Every file of a sealed kit of two exercises."""
    chosen = [course.exercises[slug] for slug in sorted(SOME, key=list(course.exercises).index)]
    return kit_files(course, chosen, ReleaseOptions(exercises=SOME), KEY)


@pytest.fixture
def kit(small: dict[str, bytes], tmp_path: Path) -> Path:
    """That kit in a folder."""
    place(small, tmp_path / "kit")
    return tmp_path / "kit"
