"""Canvas' "Download Submissions".

One flat folder of ``{name}[_LATE]_{user id}_{attachment id}_{file}``, the name being the sortable
one in lower case with word characters only; ``{name}[_LATE]_{user id}_text.html`` and
``_link.html`` for what was typed in. Anonymous: ``[LATE_]anon_{anonymous id}_...``, an id in which
case matters. A file that is handed in again may be called ``lock-1.py``.

Attachments are numbered over the whole site, upwards, so the greater attachment id is the later
upload. Source: ``lib/content_zipper.rb`` of canvas-lms (``get_filename``,
``add_upload_submission``, ``sanitize_user_name``).
"""

from __future__ import annotations

import re

from grader.classbook import Student
from grader.intake import names
from grader.intake.layouts.base import Claim, Claims, Context, Fit, Shape
from grader.intake.listing import Item, Listing
from grader.intake.records import Layout

_FILE = re.compile(
    r"(?:(?P<name>(?!LATE_)\w+?)_)?(?:(?P<late>LATE|late)_)?(?:anon_(?P<anonymous>[A-Za-z0-9]+)|(?P<user>\d+))_"
    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)


def fits(listing: Listing, context: Context) -> Fit | None:
    """Whether files at the top are Canvas'."""
    found = [item.name for item in listing.items if _match(item)]
    if not found:
        return None
    example = names.spelling(found[0])
    return Fit(Layout.CANVAS, len(found), f"files as '{example}' are those of Canvas' download")


def claims(listing: Listing, context: Context) -> Claims:
    """Who handed in what."""
    found: list[Claim] = []
    students: dict[str, tuple[Student, str]] = {}
    loose: list[Item] = []
    for item in listing.items:
        match = _match(item)
        if match is None:
            if item.kind != "folder":
                loose.append(item)
            continue
        student = _student(match)
        students.setdefault(student.key, (student, student.key))
        typed = match["typed"] is not None
        found.append(
            Claim(
                student=students[student.key][0],
                spelling=student.key,
                item=item,
                inner=(f"{match['typed']}.html" if typed else match["file"],),
                attempt=() if typed else (int(match["attachment"]),),
                late=match["late"] is not None,
                online_text=typed,
            )
        )
    return Claims(claims=tuple(found), students=tuple(students.values()), loose=tuple(loose))


def _match(item: Item) -> re.Match[str] | None:
    if len(item.parts) != 1 or item.kind == "folder":
        return None
    return _FILE.fullmatch(item.name)


def _student(match: re.Match[str]) -> Student:
    if match["anonymous"]:
        key = names.key(f"anon_{match['anonymous']}", fold=False)
        return Student(key=key, name=key, id=match["anonymous"])
    name = names.spelling(match["name"]) if match["name"] else match["user"]
    return Student(key=match["user"], name=name, id=match["user"])


SHAPE = Shape(Layout.CANVAS, fits, claims, strong=True)
