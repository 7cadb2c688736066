"""One exercise as students get it: its visible checks, and nothing of the hidden ones."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from grader.course import Exercise
from grader.errors import CourseError
from grader.grading import scoring
from grader.kit import layout, strip, toml

_NOTICE = "# The checks that you can see. Others are run when you hand in.\n\n"


def visible_checks(exercise: Exercise) -> list[str]:
    """Ids of the checks that students see."""
    return [name for name, check in exercise.spec.checks.items() if check.visible]


def visible_files(exercise: Exercise, chosen: Collection[str]) -> dict[str, bytes]:
    """The files of an exercise in a kit, by path below ``exercises/<slug>/``; not its stub.

    Args:
        exercise: the full one.
        chosen: slugs of the exercises that are in the kit.

    Raises:
        CourseError: a file of it can't be read, or can't be cut.
    """
    slug = exercise.slug
    shown = visible_checks(exercise)
    tests = strip.keep(
        _text(exercise.tests),
        {f"test_{name}" for name in shown},
        f"Judges `{slug}`: the checks that you can see.",
        str(exercise.tests),
    )
    scenarios = _text(exercise.scenarios)
    known = strip.definitions(scenarios, str(exercise.scenarios))
    driven = strip.keep(
        scenarios,
        strip.called_scenarios(tests, known),
        f"Drives `{slug}` in the sandbox, for the checks that you can see.",
        str(exercise.scenarios),
    )
    files = {
        f"checks/{exercise.tests.name}": tests.encode(),
        f"checks/{exercise.scenarios.name}": driven.encode(),
    }
    for path in layout.descriptions(exercise):
        files[path.name] = description(_text(path), exercise, chosen, tests).encode()
    for path in layout.statements(exercise):
        files[path.name] = _text(path).encode()
    return files


def description(text: str, exercise: Exercise, chosen: Collection[str], tests: str) -> str:
    """An ``exercise.toml``, or a translation of it, without the hidden checks.

    It is written anew from its data, so that no comment of the author's goes along.

    Args:
        text: the description.
        exercise: the full one.
        chosen: slugs of the exercises that are in the kit.
        tests: the visible checks.

    Raises:
        CourseError: it is no TOML.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{exercise.slug}: exercise.toml", str(error), "Mend it.") from None
    shown = set(visible_checks(exercise))
    known = told_apart(exercise)
    kept: dict[str, Any] = {name: value for name, value in data.items() if name in _PUBLIC}
    if "requires" in kept:
        kept["requires"] = [slug for slug in kept["requires"] if slug in chosen]
    kept["checks"] = {
        name: _cut(check, "depends", shown)
        for name, check in data.get("checks", {}).items()
        if name in shown
    }
    kept["misconceptions"] = {
        name: _cut(one, "fails", shown)
        for name, one in data.get("misconceptions", {}).items()
        if name in known
    }
    if "sentences" in data:
        said = strip.sentences(tests)
        kept["sentences"] = {
            english: other
            for english, other in data["sentences"].items()
            if any(_says(text, english) for text in said)
        }
    return _NOTICE + toml.dumps({name: kept[name] for name in data if name in kept} | kept)


def told_apart(exercise: Exercise) -> set[str]:
    """The wrong ideas that the visible checks can tell from a file that does nothing at all.

    They fail some of these checks and pass others. Of an idea that fails them all, they know no
    more than that the exercise is not solved.
    """
    shown = set(visible_checks(exercise))
    closed = {
        name: set(scoring.with_dependents(one.fails, exercise.spec.checks)) & shown
        for name, one in exercise.spec.misconceptions.items()
    }
    return {
        name
        for name, one in exercise.spec.misconceptions.items()
        if shown.intersection(one.fails) and closed[name] != shown
    }


_PUBLIC = frozenset(
    {"title", "section", "order", "teaches", "requires", "why", "time_limit", "hints"}
)
"""Parts of a description that say nothing of a check."""


def _says(text: str, sentence: str) -> bool:
    """Whether ``sentence`` may be what ``text`` says: all of it but its places stands there."""
    parts = [part.strip() for part in re.split(r"\{[^{}]*\}", sentence)]
    return all(part in text for part in parts)


def _cut(table: Mapping[str, Any], key: str, shown: set[str]) -> dict[str, Any]:
    """``table`` with only the ``shown`` checks in its list ``key``."""
    kept = dict(table)
    if key in kept:
        kept[key] = [name for name in kept[key] if name in shown]
        if not kept[key] and key == "depends":
            del kept[key]
    return kept


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(str(path), f"it can't be read ({error})", "Mend the file.") from None
