"""``exercise.zh.toml``: an author's translation, laid over ``exercise.toml``.

It has the same keys for what students read, and a table ``[sentences]`` for what the checks' code
says: the English sentence with its ``{places}``, and the translation with the same places.

A reader never fails over a translation: what is missing or malformed is shown in English.
:func:`check_overlay`, which ``grader verify`` calls, is strict instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from grader.course import Exercise, HintSpec
from grader.errors import CourseError
from grader.model import Record
from grader.translation.extract import Said, sentences_of
from grader.translation.templates import read_template
from grader.wording import Language


class CheckText(Record, frozen=True):
    """``[checks.<id>]``."""

    title: str = ""
    hint: str | None = None


class MisconceptionText(Record, frozen=True):
    """``[misconceptions.<id>]``."""

    title: str = ""
    feedback: str = ""


class Overlay(Record, frozen=True):
    """The whole of an ``exercise.zh.toml``."""

    title: str = ""
    why: str = ""
    teaches: str = ""
    """Optional, since it is often a name of Python's."""
    checks: dict[str, CheckText] = {}  # noqa: RUF012 (msgspec copies it)
    hints: tuple[HintSpec, ...] = ()
    misconceptions: dict[str, MisconceptionText] = {}  # noqa: RUF012
    sentences: dict[str, str] = {}  # noqa: RUF012
    """English template to translated template."""


def overlay_path(exercise: Exercise, language: Language) -> Path:
    """Where the translation of ``exercise`` stands."""
    return exercise.folder / f"exercise.{language}.toml"


def read_overlay(exercise: Exercise, language: Language) -> Overlay:
    """The translation of ``exercise``; an empty one where there is none that can be used."""
    path = overlay_path(exercise, language)
    try:
        overlay = _load(path)
    except CourseError:
        return Overlay()
    usable = {a: b for a, b in overlay.sentences.items() if not _misplaced(a, b)}
    return msgspec.structs.replace(overlay, sentences=usable)


def check_overlay(exercise: Exercise, language: Language) -> None:
    """Prove that the translation of ``exercise`` is complete, where it has one.

    Raises:
        CourseError: it can't be read; a text of the exercise lacks its translation; there is one
            of nothing; or a sentence and its translation do not have the same places.
    """
    path = overlay_path(exercise, language)
    if not path.exists():
        return
    overlay, spec = _load(path), exercise.spec
    _require(path, "title", bool(spec.title), bool(overlay.title))
    _require(path, "why", bool(spec.why), bool(overlay.why))
    _same_keys(path, "checks", spec.checks, overlay.checks)
    _same_keys(path, "misconceptions", spec.misconceptions, overlay.misconceptions)
    for name, check in spec.checks.items():
        text = overlay.checks[name]
        _require(path, f"checks.{name}.title", True, bool(text.title))
        _require(path, f"checks.{name}.hint", bool(check.hint), bool(text.hint))
    for name in spec.misconceptions:
        told = overlay.misconceptions[name]
        _require(path, f"misconceptions.{name}.title", True, bool(told.title))
        _require(path, f"misconceptions.{name}.feedback", True, bool(told.feedback))
    if len(overlay.hints) != len(spec.hints):
        raise _wrong(path, "hints", f"{len(spec.hints)} are expected, as in exercise.toml")
    _check_sentences(exercise, path, overlay.sentences)


def _check_sentences(exercise: Exercise, path: Path, sentences: dict[str, str]) -> None:
    found: list[tuple[str, Said]] = []
    for file in (exercise.tests, exercise.scenarios):
        try:
            found += [(file.name, said) for said in sentences_of(file.read_text("utf-8"))]
        except (SyntaxError, ValueError, OSError) as error:
            raise CourseError(str(file), f"it can't be read ({error})", "Mend it.") from None
    known: set[tuple[str, ...]] = set()
    for key, text in sentences.items():
        if (cause := _misplaced(key, text)) is not None:
            raise _wrong(path, f"sentences.{key!r}", cause)
        known.add(read_template(key).parts)
    for name, said in found:
        if said.needed and said.skeleton not in known:
            raise CourseError(
                f"{path}: sentences",
                f"{name}, line {said.line}, says what has no translation here",
                f'Add: {_quoted(said.template)} = "…"',
            )
    spoken = {said.skeleton for _, said in found}
    for key in sentences:
        if read_template(key).parts not in spoken:
            raise _wrong(path, f"sentences.{key!r}", "no check says this")


def _misplaced(key: str, text: str) -> str | None:
    """What is wrong about the places of a sentence and its translation; None when nothing is."""
    try:
        english, other = read_template(key), read_template(text)
    except ValueError as error:
        return str(error)
    if len(set(english.names)) < len(english.names):
        return "a place comes twice: give each a name of its own"
    if "" in english.parts[1:-1]:
        return "two places stand side by side, so that nobody can tell them apart"
    if set(english.names) != set(other.names):
        return "it has other places than its translation"
    return None


@cache
def _parsed(path: Path, content: bytes) -> Overlay:
    return msgspec.convert(tomllib.loads(content.decode("utf-8")), Overlay)


def _load(path: Path) -> Overlay:
    try:
        return _parsed(path, path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(str(path), f"it can't be read ({error})", "Mend the file.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(str(path), f"it is not valid TOML: {error}", "Mend that line.") from None
    except msgspec.ValidationError as error:
        cause, _, where = str(error).partition(" - at ")
        key = where.strip("`").removeprefix("$").removeprefix(".") or "the top level"
        raise _wrong(path, key, cause[:1].lower() + cause[1:]) from None


def _same_keys(path: Path, table: str, wanted: Iterable[str], given: Iterable[str]) -> None:
    for name in sorted(set(wanted) ^ set(given)):
        known = name in set(wanted)
        cause = "its translation is missing" if known else "exercise.toml has no such table"
        raise _wrong(path, f"{table}.{name}", cause)


def _require(path: Path, key: str, wanted: bool, given: bool) -> None:
    if wanted != given:
        cause = "its translation is missing" if wanted else "exercise.toml has no such text"
        raise _wrong(path, key, cause)


def _wrong(path: Path, key: str, cause: str) -> CourseError:
    return CourseError(f"{path}: {key}", cause, "Mend that key; docs/TRANSLATING.md says how.")


def _quoted(text: str) -> str:
    """As a key of TOML."""
    return f"'{text}'" if '"' in text and "'" not in text else msgspec.json.encode(text).decode()
