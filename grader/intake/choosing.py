"""Of several files for one exercise, the one that counts.

The rule, in this order; the first that tells two files apart decides:

1. the platform's own order: Canvas' attachment id, Gradescope's ``:created_at``; in a clone, the
   file at the exercise's place; ``ada (2).py`` after ``ada.py`` in a folder of an exercise;
2. the file nearest the top of what was handed in (``lock.py`` before ``old/lock.py``);
3. the greater number that a system appended (``lock-2.py`` before ``lock-1.py`` before
   ``lock.py``).

Times of files and of archives' members are never looked at: unpacking, copying and a student's
clock change them. Where the rule can't tell two files apart, equal ones are one file; different
ones of one student are that student's verdict ("hand in one"), and different ones under two
spellings of one student are not graded until a person has said whose they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.classbook import Student
from grader.intake import names
from grader.intake.handins import Candidate, Refusal
from grader.intake.records import Entry, Problem
from grader.model import Record


class Chosen(Record, frozen=True):
    """What counts, and what does not."""

    counting: tuple[tuple[Entry, Candidate], ...]
    superseded: tuple[tuple[Entry, Candidate], ...]
    unclear: tuple[Candidate, ...]
    """Different files of which no rule says which counts."""
    problems: tuple[Problem, ...]


def choose(candidates: Sequence[Candidate], students: Mapping[str, Student]) -> Chosen:
    """Choose for each student and exercise.

    Args:
        candidates: files whose exercise is known.
        students: by key, as they are to be called.
    """
    counting: list[tuple[Entry, Candidate]] = []
    superseded: list[tuple[Entry, Candidate]] = []
    unclear: list[Candidate] = []
    problems: list[Problem] = []
    for (key, exercise), rivals in sorted(_by_cell(candidates).items()):
        student = students[key]
        rivals.sort(key=lambda rival: rival.origin)
        rivals.sort(key=_rank, reverse=True)
        best = [rival for rival in rivals if _rank(rival) == _rank(rivals[0])]
        same = len({rival.digest or rival.origin for rival in best}) == 1
        if not same and len({rival.claim.spelling for rival in best}) > 1:
            unclear += rivals
            problems.append(_unclear(student, exercise, best))
            continue
        winner, others = rivals[0], rivals[1:]
        if not same:
            problems.append(_ambiguous(student, exercise, best))
            winner, others = _one_of(best), rivals[len(best) :]
            unclear += best
        counting.append((_entry(winner, student, exercise), winner))
        superseded += [(_entry(rival, student, exercise), rival) for rival in others]
    return Chosen(
        counting=tuple(counting),
        superseded=tuple(superseded),
        unclear=tuple(unclear),
        problems=tuple(problems),
    )


def entry_for(candidate: Candidate, student: Student, exercise: str) -> Entry:
    """The entry that says ``candidate`` is what ``student`` handed in for ``exercise``."""
    return _entry(candidate, student, exercise)


def _rank(candidate: Candidate) -> tuple[tuple[float, ...], int, tuple[int, ...]]:
    return (candidate.claim.attempt, -len(candidate.inner), candidate.copy)


def _by_cell(candidates: Iterable[Candidate]) -> dict[tuple[str, str], list[Candidate]]:
    found: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        assert candidate.exercise is not None
        cell = (candidate.claim.student.key, candidate.exercise)
        found.setdefault(cell, []).append(candidate)
    return found


def _entry(candidate: Candidate, student: Student, exercise: str) -> Entry:
    return Entry(
        student=student,
        exercise=exercise,
        name=candidate.name,
        origin=candidate.origin,
        submitted_at=candidate.claim.submitted_at,
        late=candidate.claim.late,
        digest=candidate.digest,
    )


def _one_of(best: list[Candidate]) -> Candidate:
    """The first of several, refused: none of them is more the submission than another."""
    first = best[0]
    others = ", ".join(names.spelling("/".join(rival.inner)) for rival in best[:3])
    return Candidate(
        claim=first.claim,
        name=first.name,
        origin=first.origin,
        inner=first.inner,
        exercise=first.exercise,
        copy=first.copy,
        several=True,
        refusal=Refusal(
            cause=f"{len(best)} different files are handed in for this exercise ({others})",
            remedy="Hand in one of them.",
        ),
    )


def _ambiguous(student: Student, exercise: str, best: list[Candidate]) -> Problem:
    return Problem(
        kind="ambiguous",
        subject=f"{student.name or student.key}: {exercise}",
        cause=f"different files, and no rule says which counts: {_origins(best)}",
        remedy="It fails with that reason. Remove all but one of them to have it graded.",
    )


def _unclear(student: Student, exercise: str, best: list[Candidate]) -> Problem:
    spellings = " and ".join(
        sorted({f"'{names.spelling(rival.claim.spelling)}'" for rival in best})
    )
    return Problem(
        kind="collision",
        subject=f"{student.name or student.key}: {exercise}",
        cause=f"{spellings} are one student by the rules, with different files: {_origins(best)}",
        remedy="Neither is graded. Rename one if they are two students, else remove one.",
    )


def _origins(rivals: list[Candidate]) -> str:
    shown = ", ".join(rival.origin for rival in rivals[:3])
    return f"{shown}, ..." if len(rivals) > 3 else shown
