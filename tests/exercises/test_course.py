"""The course that is shipped keeps its promises: each solution is graded as it is declared."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.commands.verify import stray_files
from grader.course import load_course
from grader.grading import grade
from grader.grading.verify import verify
from grader.intake import read_submission
from grader.model import Verdict

COURSE = load_course(Path(__file__).parents[2])
SLUGS = list(COURSE.exercises)


def test_the_course_has_all_of_its_exercises() -> None:
    assert len(SLUGS) == 25


@pytest.mark.parametrize("slug", SLUGS)
def test_an_exercise_is_complete_and_has_no_stray_file(slug: str) -> None:
    exercise = COURSE.exercise(slug)
    assert stray_files(COURSE, exercise) == []
    assert (exercise.folder / "README.zh.md").is_file()
    assert len(exercise.spec.misconceptions) >= 5
    assert 5 <= len(exercise.spec.checks) <= 12
    assert COURSE.solutions(exercise).alternatives


@pytest.mark.parametrize("slug", SLUGS)
def test_the_stub_fails_and_the_reference_has_full_marks(slug: str) -> None:
    exercise = COURSE.exercise(slug)
    stub = grade(COURSE, exercise, read_submission(exercise.stub, slug))
    assert stub.verdict not in (Verdict.PASSED, Verdict.INCONCLUSIVE)
    assert any(check.visible and check.verdict is not Verdict.PASSED for check in stub.checks)
    reference = COURSE.solutions(exercise).reference
    right = grade(COURSE, exercise, read_submission(reference, slug))
    assert (right.verdict, right.score, right.flags) == (Verdict.PASSED, exercise.max_score, ())


if os.environ.get("CI"):
    # Minutes of work that a developer asks for with `make verify`.

    @pytest.mark.parametrize("slug", SLUGS)
    def test_every_solution_is_graded_as_declared(slug: str) -> None:
        found = verify(COURSE, [COURSE.exercise(slug)], jobs=os.cpu_count() or 1)
        assert [(one.solution, one.problem) for one in found if not one.ok] == []
