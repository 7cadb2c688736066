"""Gradescope's "Export Submissions": ``submission_metadata.yml`` beside ``submission_<id>/...``.

The YAML is written by a Ruby program: its keys are symbols (``:submitters``, ``:created_at``) and
some of its values are Ruby objects. They are read as plain data; no tag makes anything but a
mapping, a list or a text. A group's submission counts for each of its submitters, and of several
submissions by one student the latest ``:created_at`` counts.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from grader.classbook import Student
from grader.errors import SubmissionError, UsageError
from grader.intake import names
from grader.intake.layouts.base import Claim, Claims, Context, Fit, Shape, files_below
from grader.intake.listing import Item, Listing
from grader.intake.records import Layout, Problem

METADATA = "submission_metadata.yml"
LARGEST = 64 << 20
"""Bytes of the metadata: it holds the results of every test of every submission."""


def fits(listing: Listing, context: Context) -> Fit | None:
    """Whether the metadata of an export is at the top."""
    if _metadata(listing) is None:
        return None
    return Fit(Layout.GRADESCOPE, len(listing.tops()), f"{METADATA} is that of Gradescope's export")


def claims(listing: Listing, context: Context) -> Claims:
    """Who handed in what.

    Raises:
        UsageError: the metadata can't be read.
    """
    item = _metadata(listing)
    if item is None:
        raise UsageError(
            listing.origin, f"there is no {METADATA} in it", "Name the folder that holds it."
        )
    submissions = _read(listing, item, context)
    found: list[Claim] = []
    students: dict[tuple[str, str], Student] = {}
    problems: list[Problem] = []
    loose: list[Item] = []
    tops = listing.tops()
    for folder, entry in submissions.items():
        people = [_student(person) for person in _people(entry)]
        known = [student for student in people if student is not None]
        if len(known) < len(people) or not people:
            problems.append(_nobody(listing, folder))
        at = _when(entry)
        if folder not in tops and known:
            problems.append(_no_folder(folder, known[0]))
        for student in known:
            students.setdefault((student.key, student.name or student.key), student)
            found += [
                Claim(
                    student=student,
                    spelling=student.name or student.key,
                    item=file,
                    inner=inner,
                    attempt=(at.timestamp() if at else 0.0,),
                    submitted_at=at,
                )
                for file, inner in files_below(tops.get(folder, ()), 1)
            ]
    for top, items in tops.items():
        if top not in submissions and top != METADATA:
            loose += [file for file in items if file.kind != "folder"]
    return Claims(
        claims=tuple(found),
        students=tuple((student, spelling) for (_, spelling), student in students.items()),
        loose=tuple(loose),
        problems=tuple(problems),
    )


def _metadata(listing: Listing) -> Item | None:
    return next((i for i in listing.items if i.parts == (METADATA,) and i.source), None)


def _read(listing: Listing, item: Item, context: Context) -> dict[str, dict[Any, Any]]:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]  # whichever of the two there is
        """Plain data only, whatever the tags say."""

    def plain(loader: Any, suffix: str, node: Any) -> object:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    Loader.add_multi_constructor("!", plain)
    subject = listing.where(METADATA)
    assert item.source is not None
    try:
        data = context.reader.read(item.source, subject, LARGEST)
        found = yaml.load(data, Loader)
    except SubmissionError as error:
        raise UsageError(subject, error.cause, "Export the submissions again.") from None
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError, TypeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = "" if line is None else f", line {line + 1}"
        raise UsageError(
            subject, f"it can't be read as YAML{where}", "Export the submissions again."
        ) from None
    if not isinstance(found, dict):
        raise UsageError(subject, "it names no submissions", "Export the submissions again.")
    return {
        names.well_formed(str(name)): entry if isinstance(entry, dict) else {}
        for name, entry in found.items()
    }


def _field(entry: dict[Any, Any], name: str) -> object:
    return entry.get(f":{name}", entry.get(name))


def _people(entry: dict[Any, Any]) -> list[dict[Any, Any]]:
    found = _field(entry, "submitters")
    people = found if isinstance(found, list) else []
    return [person if isinstance(person, dict) else {} for person in people]


def _student(person: dict[Any, Any]) -> Student | None:
    """A submitter: known by the institution's id, else by e-mail address, else by name."""
    name, sid, email = (
        names.spelling(str(value))
        if (value := _field(person, field)) is not None and str(value).strip()
        else None
        for field in ("name", "sid", "email")
    )
    identity = sid or email or name
    if identity is None:
        return None
    return Student(key=names.key(identity), name=name, id=sid, email=email)


def _when(entry: dict[Any, Any]) -> datetime | None:
    """``:created_at``: a YAML timestamp, a text, or Ruby's object with the time in UTC."""
    value = _field(entry, "created_at")
    if isinstance(value, dict):
        value = _field(value, "utc") or _field(value, "time")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _nobody(listing: Listing, folder: str) -> Problem:
    return Problem(
        kind="platform",
        subject=listing.where(folder),
        cause=f"{METADATA} names nobody, or somebody without a name, for it",
        remedy="Look it up at Gradescope.",
    )


def _no_folder(folder: str, student: Student) -> Problem:
    return Problem(
        kind="platform",
        subject=f"{student.name or student.key}: {names.spelling(folder)}",
        cause=f"{METADATA} names this folder, but it is not there",
        remedy="Export the submissions again.",
    )


SHAPE = Shape(Layout.GRADESCOPE, fits, claims, strong=True)
