"""Read ``grader.toml``: the class's title and what lateness costs.

A wrong field is a :class:`~grader.errors.CourseError` that names the file, the key and what was
expected. docs/INSTRUCTORS.md shows an example.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from grader.errors import CourseError
from grader.gradebook.policy import Extension, Moment, Policy
from grader.model import Record
from grader.wording import Language

FILE = "grader.toml"
"""Beside ``exercises/``."""
_WHEN = "a date (the end of that day) or a date and time is expected, as 2026-11-20T23:59:00"


class _Late(Record, frozen=True):
    time_zone: str | None = None
    grace_minutes: float = 0.0
    penalty_per_day: float = 0.0
    cap: float = 1.0


class _Extension(Record, frozen=True):
    student: str
    exercises: tuple[str, ...] = ()
    days: int | None = None
    due: Any = None
    reason: str = ""


class _File(Record, frozen=True):
    title: str = ""
    language: Language | None = None
    late: _Late = _Late()
    due: dict[str, Any] = {}  # noqa: RUF012 (msgspec copies it)
    extensions: tuple[_Extension, ...] = ()


def read_policy(path: Path, exercises: Collection[str]) -> tuple[Policy, str]:
    """Read the file at ``path``, and its text.

    Args:
        path: of a ``grader.toml``.
        exercises: slugs that may stand in it.

    Raises:
        CourseError: it can't be read, or a key in it is wrong.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(str(path), f"it can't be read: {error}", "Mend the file.") from None
    return parse_policy(text, str(path), exercises), text


def parse_policy(text: str, origin: str, exercises: Collection[str] | None = None) -> Policy:
    """Parse the text of a ``grader.toml``.

    Args:
        text: TOML.
        origin: where it stands, for messages.
        exercises: slugs that may stand in it; any when None.

    Raises:
        CourseError: a key in it is wrong.
    """
    try:
        file = msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(origin, f"it is not valid TOML: {error}", "Mend that line.") from None
    except msgspec.ValidationError as error:
        cause, _, where = str(error).partition(" - at ")
        key = where.strip("`").removeprefix("$").removeprefix(".") or "the top level"
        raise _wrong(origin, key, cause[:1].lower() + cause[1:]) from None
    late = file.late
    for name, value, least, most in (
        ("grace_minutes", late.grace_minutes, 0, 7 * 24 * 60),
        ("penalty_per_day", late.penalty_per_day, 0, 1),
        ("cap", late.cap, 0, 1),
    ):
        if not least <= value <= most:  # also refuses NaN
            raise _wrong(origin, f"late.{name}", f"a number from {least} to {most} is expected")
    zone = _zone(origin, late.time_zone)
    due: dict[str, Moment] = {}
    for slug, value in file.due.items():
        _known(origin, f"due.{slug}", slug, exercises)
        due[slug] = _moment(origin, f"due.{slug}", value, zone)
    return Policy(
        title=file.title,
        language=file.language,
        due=due,
        grace=timedelta(minutes=late.grace_minutes),
        penalty=late.penalty_per_day,
        cap=late.cap,
        extensions=tuple(
            _extension(origin, place, extension, zone, exercises)
            for place, extension in enumerate(file.extensions)
        ),
    )


def _extension(
    origin: str,
    place: int,
    given: _Extension,
    zone: ZoneInfo | None,
    exercises: Collection[str] | None,
) -> Extension:
    key = f"extensions[{place}]"
    if not given.student.strip():
        raise _wrong(origin, f"{key}.student", "a student's key, number, login or name is expected")
    if (given.days is None) == (given.due is None):
        raise _wrong(origin, key, "either `days` or `due` is expected")
    if given.days is not None and not 0 < given.days <= 366:
        raise _wrong(origin, f"{key}.days", "a number of days from 1 to 366 is expected")
    for slug in given.exercises:
        _known(origin, f"{key}.exercises", slug, exercises)
    moment = None if given.due is None else _moment(origin, f"{key}.due", given.due, zone)
    return Extension(
        student=given.student,
        exercises=given.exercises,
        days=given.days or 0,
        due=moment,
        reason=given.reason,
    )


def _moment(origin: str, key: str, value: Any, zone: ZoneInfo | None) -> Moment:
    """A point in time as TOML knows them."""
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return Moment(value.replace(tzinfo=None), value.tzinfo)
    elif not isinstance(value, date):
        raise _wrong(origin, key, _WHEN)
    if zone is None:
        raise _wrong(
            origin,
            key,
            "this time needs a zone",
            'Add time_zone = "Europe/Amsterdam" (yours) to [late].',
        )
    if isinstance(value, datetime):
        return Moment(value, zone)
    return Moment.end_of(value, zone)


def _zone(origin: str, name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _wrong(
            origin,
            "late.time_zone",
            f"there is no time zone {name!r} here",
            'Write it as "Europe/Amsterdam". A system that has none needs `pip install tzdata`.',
        ) from None


def _known(origin: str, key: str, slug: str, exercises: Collection[str] | None) -> None:
    if exercises is None or slug in exercises:
        return
    near = difflib.get_close_matches(slug, exercises, n=1, cutoff=0.5)
    remedy = f"Did you mean {near[0]}?" if near else "`grader list` names them."
    raise _wrong(origin, key, f"there is no exercise {slug!r}", remedy)


def _wrong(origin: str, key: str, cause: str, remedy: str = "Mend that key.") -> CourseError:
    return CourseError(f"{origin}: {key}", cause, remedy)
