"""Clones of the repositories of a classroom: ``<assignment>-<login>/exercises/<ex>/<ex>.py``.

The assignment's name and the login may both hold hyphens, so the one is told from the other by
what all folders have in common, up to its last hyphen. With a single clone that can't be told;
the folder's whole name is the student's key then. GitHub's logins mean the same in any case.
"""

from __future__ import annotations

from grader.classbook import Student
from grader.intake import names
from grader.intake.layouts.base import Claim, Claims, Context, Fit, Shape, files_below
from grader.intake.listing import Item, Listing
from grader.intake.records import Layout, Problem


def fits(listing: Listing, context: Context) -> Fit | None:
    """Whether folders at the top hold a course, and share an assignment's name."""
    clones = _clones(listing, context)
    prefix = _assignment(clones)
    if not clones or not all("-" in clone for clone in clones) or prefix is None:
        return None
    example = names.spelling(clones[0])
    why = f"folders as '{example}' hold exercises/<exercise>/<exercise>.py"
    if prefix:
        why += f"; what follows '{names.spelling(prefix)}' in their names are logins"
    return Fit(Layout.CLASSROOM, len(clones), why)


def claims(listing: Listing, context: Context) -> Claims:
    """Who handed in what."""
    clones = _clones(listing, context)
    prefix = _assignment(clones) or ""
    found: list[Claim] = []
    students: list[tuple[Student, str]] = []
    loose: list[Item] = []
    for top, items in listing.tops().items():
        a_clone = top in clones or (
            bool(prefix) and top.startswith(prefix) and len(top) > len(prefix)
        )
        if not a_clone or all(len(item.parts) == 1 and item.kind != "folder" for item in items):
            loose += [item for item in items if item.kind != "folder"]
            continue
        spelling = top.removeprefix(prefix)
        login = names.spelling(spelling)
        student = Student(key=names.key(login), name=login, login=login if prefix else None)
        students.append((student, spelling))
        for item, inner in files_below(items, 1):
            at_its_place = _exercise_at(item.parts, context)
            if at_its_place is None and not _students_own(inner):
                continue  # the course's own files, which every clone has
            found.append(
                Claim(
                    student=student,
                    spelling=spelling,
                    item=item,
                    inner=inner,
                    exercise=at_its_place,
                    attempt=(1.0,) if at_its_place else (0.0,),
                )
            )
    return Claims(
        claims=tuple(found),
        students=tuple(students),
        loose=tuple(loose),
        problems=() if prefix else (_one_clone(listing, clones),),
    )


def _clones(listing: Listing, context: Context) -> list[str]:
    """Folders at the top that hold an exercise at its place."""
    return sorted({item.parts[0] for item in listing.items if _exercise_at(item.parts, context)})


def _exercise_at(parts: tuple[str, ...], context: Context) -> str | None:
    if len(parts) != 4 or parts[1] != "exercises" or parts[3] != f"{parts[2]}.py":
        return None
    return parts[2] if parts[2] in context.slugs else None


def _assignment(clones: list[str]) -> str | None:
    """What precedes the logins; empty for a single clone, None when there is no such thing."""
    if len(clones) < 2:
        return ""
    first, last = clones[0], clones[-1]  # in order: what these two share, all share
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[: first.rfind("-", 0, same) + 1] or None


def _students_own(inner: tuple[str, ...]) -> bool:
    """Whether a file that is at no exercise's place may still be something handed in."""
    if not (names.is_python(inner[-1]) or names.is_archive(inner[-1])):
        return False
    return len(inner) == 1 or (len(inner) == 3 and inner[0] == "exercises")


def _one_clone(listing: Listing, clones: list[str]) -> Problem:
    return Problem(
        kind="platform",
        subject=listing.where(clones[0]) if clones else listing.origin,
        cause="with a single clone, its login can't be told from the assignment's name",
        remedy="The whole name is used. Put the clones of the class into one folder.",
    )


SHAPE = Shape(Layout.CLASSROOM, fits, claims, strong=True)
