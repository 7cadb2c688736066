"""docs/MUTANTS.md says what is so, as far as that can be known without grading."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.mutation.explained import load_explanations
from grader.mutation.hunt import derive
from grader.mutation.table import PAGE, page, rows_of

ROOT = Path(__file__).parents[2]
REMEDY = "write it anew: grader verify --mutants --write-docs"


@pytest.fixture(scope="module")
def course():
    return load_course(ROOT)


@pytest.fixture(scope="module")
def text():
    return (ROOT / PAGE).read_text("utf-8")


def test_all_but_the_counts_follows_from_the_course(course, text):
    """Operators, reasons and the order of the exercises."""
    assert page(course, [], text) == text, REMEDY


def test_every_exercise_has_its_counts(course, text):
    """The mutants of the present references, the reasons of the present files, no survivor."""
    expected = {}
    for slug, exercise in course.exercises.items():
        mutants = len(derive(course, exercise))
        equivalent = len(load_explanations(course, exercise).equivalent)
        expected[slug] = [mutants, mutants - equivalent, equivalent, 0, 0]
    assert rows_of(text) == expected, REMEDY
