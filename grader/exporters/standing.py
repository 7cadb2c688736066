"""What a student has reached in one or several exercises, and whether it may be written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from grader.classbook import Column, Grade
from grader.model import Record, Verdict


class State(StrEnum):
    """Where a score comes from, or why there is none."""

    GRADED = "graded"
    GIVEN = "given"
    """By a person: it counts whatever the grader found."""
    UNDECIDED = "undecided"
    """Something is inconclusive: no score that could be written would be fair."""
    MISSING = "missing"
    """Nothing was handed in."""


class Standing(Record, frozen=True):
    """A score that may be written down, or the reason why there is none."""

    state: State
    score: float | None
    """Points, after the late policy; None unless graded or given."""
    max_score: float
    """Points that the exercises have, whatever could be decided."""
    parts: tuple[tuple[Column, Grade | None], ...] = ()


def state_of(grade: Grade | None) -> State:
    """Whether there is a score in ``grade`` that may be written down."""
    if grade is None:
        return State.MISSING
    if grade.override is not None:
        return State.GIVEN
    undecided = grade.report.verdict is Verdict.INCONCLUSIVE
    return State.UNDECIDED if undecided else State.GRADED


def standing(
    cells: Mapping[tuple[str, str], Grade], student: str, columns: Sequence[Column]
) -> Standing:
    """Put together what a student reached in exercises that share one place.

    Several exercises add up. What was not handed in counts nothing beside what was; one undecided
    exercise leaves the whole undecided.

    Args:
        cells: :meth:`~grader.classbook.ClassBook.by_cell`.
        student: key.
        columns: one exercise or several.
    """
    parts = tuple((column, cells.get((student, column.exercise))) for column in columns)
    states = {state_of(grade) for _, grade in parts}
    maximum = sum(column.max_score for column in columns)
    if State.UNDECIDED in states:
        state = State.UNDECIDED
    elif states == {State.MISSING}:
        state = State.MISSING
    else:
        state = State.GIVEN if State.GIVEN in states else State.GRADED
        score = sum(grade.score for _, grade in parts if grade is not None)
        return Standing(state=state, score=score, max_score=maximum, parts=parts)
    return Standing(state=state, score=None, max_score=maximum, parts=parts)
