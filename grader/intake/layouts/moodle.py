"""Moodle's "Download all submissions".

With folders: ``{Full Name}_{N}_assignsubmission_file[_]/path``. Flat, as before version 3.1 and by
choice: ``{Full Name}_{N}_assignsubmission_file_{file}``. Online texts have ``onlinetext`` for
``file``. Blind marking writes the word for "Participant" in the site's language for the name; a
team's files have ``{Group}_{id}``, and those of the default team no number. Moodle turns the
underscores of a name into blanks, unzip programs may turn the blanks back.

N is the number in the grading worksheet's ``Identifier``. Source: ``mod/assign/classes/
downloader.php`` of Moodle 4 (``get_student_prefix``, ``load_submissionplugin_filelist``).
"""

from __future__ import annotations

import re

from grader.classbook import Student
from grader.intake import names
from grader.intake.layouts.base import Claim, Claims, Context, Fit, Shape, files_below
from grader.intake.listing import Item, Listing
from grader.intake.records import Layout, Problem

_TOP = re.compile(
    r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<type>[a-z]+)(?:_(?P<flat>.*))?",
    re.DOTALL,
)


def fits(listing: Listing, context: Context) -> Fit | None:
    """Whether names at the top are Moodle's."""
    found = [top for top in listing.tops() if _TOP.fullmatch(top)]
    if not found:
        return None
    example = names.spelling(found[0])
    return Fit(Layout.MOODLE, len(found), f"names as '{example}' are those of Moodle's download")


def claims(listing: Listing, context: Context) -> Claims:
    """Who handed in what."""
    found: list[Claim] = []
    students: dict[tuple[str, str], Student] = {}
    loose: list[Item] = []
    matches = {top: _TOP.fullmatch(top) for top in listing.tops()}
    blind = _blind([match for match in matches.values() if match])
    for top, items in listing.tops().items():
        match = matches[top]
        if match is None:
            loose += [item for item in items if item.kind != "folder"]
            continue
        student, spelling = _student(match, blind)
        students[student.key, spelling] = student
        if match["type"] not in ("file", "onlinetext"):
            continue  # a plugin's own notes, for people
        for item, rest in files_below(items, 0):
            inner = (*((match["flat"],) if match["flat"] else ()), *rest[1:])
            if not inner:  # a file that has a folder's name
                loose.append(item)
                continue
            found.append(
                Claim(
                    student=student,
                    spelling=spelling,
                    item=item,
                    inner=inner,
                    online_text=match["type"] == "onlinetext",
                )
            )
    return Claims(
        claims=tuple(found),
        students=tuple((student, spelling) for (_, spelling), student in students.items()),
        loose=tuple(loose),
        problems=_two_names(students),
    )


def _student(match: re.Match[str], blind: bool) -> tuple[Student, str]:
    name = names.spelling(match["name"].replace("_", " "))
    number = match["number"]
    if number is None:  # the default team
        return Student(key=names.key(name), name=name), name
    if blind:
        name = f"{name} {number}"
    return Student(key=number, name=name, id=number), name


def _blind(matches: list[re.Match[str]]) -> bool:
    """Several numbers under one name: the name is the word for "Participant"."""
    return (
        len({match["name"] for match in matches}) == 1
        and len({match["number"] for match in matches}) > 1
    )


def _two_names(students: dict[tuple[str, str], Student]) -> tuple[Problem, ...]:
    """Different people under one name are told apart by their numbers; a person should know."""
    by_name: dict[str, set[str]] = {}
    for student in students.values():
        by_name.setdefault(names.key(student.name or ""), set()).add(student.key)
    return tuple(
        Problem(
            kind="collision",
            subject=next(s.name or s.key for s in students.values() if s.key in keys),
            cause=f"this name has the numbers {', '.join(sorted(keys))}",
            remedy="They are graded as different students, since Moodle's numbers differ.",
        )
        for _, keys in sorted(by_name.items())
        if len(keys) > 1
    )


SHAPE = Shape(Layout.MOODLE, fits, claims, strong=True)
