"""A class as JSON, for scripts of one's own.

``{"schema", "title", "exercises": [{exercise, title, max_score, checks}], "students": [...],
"grades": [{student, exercise, state, score, max_score, graded_at, submitted_at, late, override,
comment, report}]}``. ``report`` is a grading as ``grader check --json`` writes it, in the student's
edition. ``state`` is ``graded``, ``given`` (by a person) or ``undecided``; what was not handed in
has no entry.

*Not decided*: ``score`` is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from grader.classbook import ClassBook, Column, Grade
from grader.exporters.encoding import to_json
from grader.exporters.feedback import student_report
from grader.exporters.standing import standing
from grader.text import harmless, one_line

SCHEMA = "concurrency-grader/class/v1"


def whole(book: ClassBook, columns: Sequence[Column]) -> bytes:
    """Write the class.

    Args:
        book: the class.
        columns: exercises to write.
    """
    cells = book.by_cell()
    grades = []
    for student in book.students:
        for column in columns:
            grade = cells.get((student.key, column.exercise))
            if grade is not None:
                grades.append(_grade(grade, column, cells))
    students = [
        {
            name: None if text is None else one_line(text, 500)
            for name, text in msgspec.structs.asdict(student).items()
        }
        for student in book.students
    ]
    return to_json(
        {
            "schema": SCHEMA,
            "title": one_line(book.title),
            "exercises": [msgspec.structs.asdict(column) for column in columns],
            "students": students,
            "grades": grades,
        }
    )


def _grade(grade: Grade, column: Column, cells: dict[tuple[str, str], Grade]) -> dict[str, Any]:
    reached = standing(cells, grade.student, [column])
    late, override = grade.lateness, grade.override
    return {
        "student": one_line(grade.student, 500),
        "exercise": column.exercise,
        "state": str(reached.state),
        "score": reached.score,
        "max_score": reached.max_score,
        "graded_at": grade.graded_at,
        "submitted_at": grade.submitted_at,
        "late": late and msgspec.structs.asdict(late) | {"why": harmless(late.why)},
        "override": override
        and msgspec.structs.asdict(override) | {"reason": harmless(override.reason)},
        "comment": harmless(grade.comment),
        "report": student_report(grade.report),
    }
