"""What an exercise still lacks: what has to be there, and what good ones have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands.new.scaffold import MARK
from grader.text import one_line, plural

if TYPE_CHECKING:
    from grader.course import Course, Exercise

WRONG = 5
"""Wrong solutions that an exercise should have at least."""
_MARK = re.compile(rf"\b{re.escape(MARK)}\b")


def missing(course: Course, exercise: Exercise) -> list[str]:
    """Parts that are still to be filled in, each as a sentence; none in a finished exercise."""
    found = []
    for path in _texts(course, exercise):
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if (mark := _MARK.search(line)) is not None:
                place = f"{path.relative_to(course.root)}:{number}"
                what = one_line(line[mark.end() :].strip(' :"#*')).rstrip('"')
                found.append(f"{place}: to be filled in" + (f": {what}" if what else "."))
    return found


def advice(course: Course, exercise: Exercise) -> list[str]:
    """What good exercises have and this one has not, each as a sentence."""
    slug, spec = exercise.slug, exercise.spec
    found = []
    if len(spec.misconceptions) < WRONG:
        have = plural(len(spec.misconceptions), "wrong solution")
        found.append(f"{slug}: {have}. With {WRONG} or more, gaps in the checks show.")
    if not course.solutions(exercise).alternatives:
        found.append(
            f"{slug}: no other right solution in right/. One in another style shows whether the "
            "checks ask for more than the statement does."
        )
    if not spec.hints:
        found.append(f"{slug}: no hints.")
    if not exercise.statement.with_suffix(".zh.md").is_file():
        found.append(f"{slug}: no statement in Chinese (README.zh.md).")
    return found


def _texts(course: Course, exercise: Exercise) -> Iterator[Path]:
    for folder in (exercise.folder, course.root / "solutions" / exercise.slug):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".md", ".py", ".toml"):
                yield path
