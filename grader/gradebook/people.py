"""Who is meant by what an instructor typed."""

from __future__ import annotations

import difflib
import re
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
    near = _near(text, students)
    if near:
        remedy = f"Did you mean {' or '.join(map(_shown, near))}?"
    elif students:
        remedy = "`grader show` without a name lists everybody."
    else:
        remedy = "The book knows nobody yet: grade something first."
    raise UsageError(subject, "the book knows nobody of that name", remedy)


def _near(text: str, students: Sequence[Student]) -> list[Student]:
    """Those who have all words of ``text`` in their names; else those whose names look like it."""
    wanted = _words(text)
    called = [(_plain(name), s) for s in students for name in names_of(s)]
    found = [student for name, student in called if wanted and wanted <= _words(name)]
    if not found:
        alike = difflib.get_close_matches(
            _plain(text), [name for name, _ in called], n=2 * _NEAR, cutoff=0.5
        )
        found = [student for close in alike for name, student in called if name == close]
    by_key = {student.key: student for student in found}
    return list(by_key.values())[:_NEAR]


def _plain(text: str) -> str:
    """``text`` as somebody types it who has no accents on the keyboard."""
    letters = unicodedata.normalize("NFKD", folded(text))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", _plain(text)))


def _shown(student: Student) -> str:
    key = one_line(student.key, 60)
    differs = student.name and folded(student.name) != folded(student.key)
    return f"{key} ({one_line(student.name, 60)})" if student.name and differs else key
