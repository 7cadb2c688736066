"""Two gradebooks are the same when they say the same about everybody, times apart.

So are the words about a hang of real threads or processes: which of two workers was the one that
waited for ever is the machine's choice. Verdict, score and all else are not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from grader.course import Course
from grader.gradebook import Gradebook


def contents(path: Path, course: Course) -> dict[tuple[str, str], dict[str, Any]]:
    """Everything that counts in the book at ``path``, without times, sizes and speeds."""
    with Gradebook.open(path) as book:
        grades = book.class_book(course).grades
        found = {}
        for grade in grades:
            report = msgspec.to_builtins(grade.report)
            del report["usage"]
            for check in report["checks"]:
                del check["duration"]
                if (check["witness"] or {}).get("kind") == "hang":
                    for words in ("feedback", "witness", "observed", "stdout", "stderr"):
                        del check[words]
            cell = (grade.student, grade.report.exercise)
            found[cell] = {"report": report, "score": grade.score}
        return found


def rounds(path: Path) -> list[int]:
    """How often each key was graded."""
    with Gradebook.open(path) as book:
        return [known.rounds for known in book.known().values()]


def pages(out: Path) -> set[str]:
    """The reports in a folder of results, by their paths."""
    return {path.relative_to(out).as_posix() for path in out.glob("reports/*/*.html")}
