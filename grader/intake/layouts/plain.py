"""Folders that people make: one for each student, or one for each exercise.

``DIR/<student>/<anything>/<exercise>.py`` and ``DIR/<student>.zip`` are the one;
``DIR/<exercise>/<student>.py``, ``DIR/<exercise>/<student>.zip`` and
``DIR/<exercise>/<student>/<file>.py`` the other. Names of people mean the same in any case, and
however their accents are encoded.
"""

from __future__ import annotations

from grader.classbook import Student
from grader.intake import names
from grader.intake.layouts.base import Claim, Claims, Context, Fit, Shape, files_below
from grader.intake.listing import Item, Listing
from grader.intake.records import Layout


def students_fit(listing: Listing, context: Context) -> Fit | None:
    """Whether folders or archives at the top, not named as exercises, hold files of exercises."""
    found = [
        top
        for top, items in listing.tops().items()
        if top not in context.slugs and any(_hopeful(item, context) for item in items)
    ]
    if not found:
        return None
    example = names.spelling(found[0])
    return Fit(
        Layout.PLAIN_STUDENTS,
        len(found),
        f"folders or archives as '{example}' ({len(found)} of them) hold files for exercises",
        found[0],
    )


def students_claims(listing: Listing, context: Context) -> Claims:
    """Who handed in what."""
    found: list[Claim] = []
    students: list[tuple[Student, str]] = []
    loose: list[Item] = []
    for top, items in listing.tops().items():
        a_file = items[0].kind != "folder"
        if a_file and (items[0].kind != "file" or not _any_archive(top)):
            loose += items
            continue
        name = names.stem(top) if a_file else top
        student, spelling = _person(name)
        students.append((student, spelling))
        found += [
            Claim(student=student, spelling=spelling, item=item, inner=inner)
            for item, inner in files_below(items, 0 if a_file else 1)
        ]
    return Claims(claims=tuple(found), students=tuple(students), loose=tuple(loose))


def exercises_fit(listing: Listing, context: Context) -> Fit | None:
    """Whether folders at the top, named as exercises, hold files named as people."""
    found = [
        top
        for top, items in listing.tops().items()
        if top in context.slugs and any(_of_somebody(item, top) for item in items)
    ]
    if not found:
        return None
    example = names.spelling(found[0])
    return Fit(
        Layout.PLAIN_EXERCISES,
        len(found),
        f"folders as '{example}' ({len(found)} of them) are named as exercises, and what is in "
        f"them is named otherwise",
        found[0],
    )


def exercises_claims(listing: Listing, context: Context) -> Claims:
    """Who handed in what."""
    found: list[Claim] = []
    students: list[tuple[Student, str]] = []
    loose: list[Item] = []
    for top, items in listing.tops().items():
        if top not in context.slugs:
            loose += [item for item in items if item.kind != "folder"]
            continue
        for name, below in _by_second(items).items():
            claims = _in_exercise(top, name, below)
            if claims is None:  # no person's name
                loose += [item for item in below if item.kind != "folder"]
                continue
            students.append(_person(_owner(name, below)))
            found += claims
    return Claims(claims=tuple(found), students=tuple(students), loose=tuple(loose))


def _in_exercise(slug: str, name: str, items: list[Item]) -> list[Claim] | None:
    """What a person handed in for ``slug``; None when ``name`` is no person's."""
    student, spelling = _person(_owner(name, items))
    if items[0].kind != "folder":
        if not (names.is_python(name) or _any_archive(name)):
            return None
        copies = names.copied(names.stem(name))[1] if names.stem(name).endswith(")") else ()
        return [
            Claim(
                student=student,
                spelling=spelling,
                item=items[0],
                inner=(name,),
                exercise=slug,
                attempt=tuple(float(number) for number in copies),
            )
        ]
    below = files_below(items, 2)
    python = [item for item, _ in below if names.is_python(item.name)]
    return [
        Claim(
            student=student,
            spelling=spelling,
            item=item,
            inner=inner,
            exercise=slug if python == [item] else None,
        )
        for item, inner in below
    ]


def _owner(name: str, items: list[Item]) -> str:
    """Whose the file or folder ``name`` is; ``ada (1).py`` is a copy of ``ada.py``."""
    if items[0].kind == "folder":
        return name
    bare = names.stem(name)
    return names.copied(bare)[0] if bare.endswith(")") else bare


def _by_second(items: list[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        if len(item.parts) > 1:
            found.setdefault(item.parts[1], []).append(item)
    return found


def _person(name: str) -> tuple[Student, str]:
    return Student(key=names.key(name), name=names.spelling(name)), name


def _any_archive(name: str) -> bool:
    return names.is_archive(name) or names.is_closed_archive(name)


def _hopeful(item: Item, context: Context) -> bool:
    """Whether this may be something a student handed in."""
    if item.kind == "folder":
        return False
    if len(item.parts) == 1:
        return names.is_archive(item.name)
    if names.is_archive(item.name) or names.exercise_of(item.name, context.slugs):
        return True
    return context.only is not None and names.is_python(item.name)


def _of_somebody(item: Item, slug: str) -> bool:
    """Whether this, in the folder of exercise ``slug``, has a person's name."""
    if item.kind == "folder" or len(item.parts) < 2:
        return False
    if len(item.parts) == 2:
        if names.is_archive(item.name):
            return True
        return names.is_python(item.name) and names.exercise_of(item.name, [slug]) is None
    owner = item.parts[1]
    return owner != "checks" and (names.is_python(item.name) or names.is_archive(item.name))


STUDENTS = Shape(Layout.PLAIN_STUDENTS, students_fit, students_claims, strong=False)
EXERCISES = Shape(Layout.PLAIN_EXERCISES, exercises_fit, exercises_claims, strong=False)
