"""Who is meant by what an instructor typed."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence

from grader.classbook import Student
from grader.errors import UsageError
from grader.text import one_line

_NEAR = 3


def names_of(student: Student) -> tuple[str, ...]:
    """All that a student may be called by."""
    every = (student.key, student.id, student.login, student.email, student.name)
    return tuple(dict.fromkeys(text for text in every if text))


def folded(text: str) -> str:
    """``text`` without case, accents' encodings and superfluous blanks, for comparing."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def matching(text: str, students: Iterable[Student]) -> list[Student]:
    """Those whom ``text`` names exactly (but for case and blanks); the key goes before all else."""
    wanted = folded(text)
    found = [s for s in students if wanted in {folded(name) for name in names_of(s)}]
    exact = [student for student in found if student.key == text]
    return exact or found


def find_student(text: str, students: Sequence[Student]) -> Student:
    """The one student whom ``text`` names.

    Args:
        text: a key, a number, a login, an address or a name.
        students: the class.

    Raises:
        UsageError: nobody, or several; the message names the nearest ones.
    """
    found = matching(text, students)
    if len(found) == 1:
        return found[0]
    subject = f"student {one_line(text, 60)!r}"
    if found:
        keys = ", ".join(one_line(student.key, 60) for student in found)
        raise UsageError(subject, "several are called so", f"Say which: {keys}.")
    called = {folded(name): student.key for student in students for name in names_of(student)}
    near = difflib.get_close_matches(folded(text), called, n=2 * _NEAR, cutoff=0.5)
    keys = " or ".join(
        one_line(key, 60) for key in list(dict.fromkeys(called[name] for name in near))[:_NEAR]
    )
    if keys:
        remedy = f"Did you mean {keys}?"
    elif students:
        remedy = "`grader show` without a name lists everybody."
    else:
        remedy = "The book knows nobody yet: grade something first."
    raise UsageError(subject, "the book knows nobody of that name", remedy)
