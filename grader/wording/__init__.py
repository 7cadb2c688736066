"""The words that students and instructors read, in English and Chinese, from one place.

A language is a catalogue, ``<code>.toml`` beside this file: tables of texts with ``{names}``. A
text with a count is a table of forms, ``{one = "…", other = "…"}``. A test keeps the catalogues of
one shape. Texts of the course (titles, hints) and of the checks are not ours to word; they come as
their authors wrote them.

Texts that fill the places are hostile: they are put in by :meth:`str.format_map`, which does not
look into them, and are made harmless by whoever shows the whole.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from grader.model import CheckResult, Flag, GradeReport, IsolationLevel, Verdict
from grader.text import number

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Words:
    """The texts of one language: ``words("report.checks")``, ``words("report.of", n=3)``."""

    def __init__(self, language: Language, texts: Mapping[str, Any]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **places: object) -> str:
        """The text of ``key`` with its places filled.

        A count goes by the name ``n`` and chooses the form; numbers are written without needless
        zeros.

        Raises:
            KeyError: there is no such text, or a place of it was not given.
        """
        found = self._texts
        for part in key.split("."):
            found = found[part]
        if isinstance(found, Mapping):
            found = found["one" if places["n"] == 1 and "one" in found else "other"]
        shown = {
            name: number(value)
            if isinstance(value, int | float) and not isinstance(value, bool)
            else value
            for name, value in places.items()
        }
        return str(found).format_map(shown) if shown else str(found)

    def table(self, key: str) -> dict[str, Any]:
        """A whole table of the catalogue, for a script."""
        return dict(self._texts[key])

    def has(self, key: str) -> bool:
        """Whether there is a text of that name."""
        try:
            self(key)
        except KeyError:
            return False
        return True

    def verdict(self, verdict: Verdict) -> str:
        """A verdict in a word or two."""
        return self(f"verdict.{verdict.value}")

    def isolation(self, level: IsolationLevel) -> str:
        """An isolation level, and what it keeps apart."""
        return self(f"isolation.{level.value}")

    def perhaps(self, report: GradeReport) -> str:
        """How the known mistakes are introduced that fail the same checks."""
        return self("report.perhaps", n=len(report.misconceptions))

    def flag(self, flag: Flag) -> str:
        """What a flag says; those of a kit are ours to word, the others are said by checks."""
        table, _, kind = flag.kind.partition("-")
        if table == "kit" and kind in self._texts["kit"]:
            return self(f"kit.{kind}", path=flag.file or "")
        return flag.message

    def inconclusive(self, report: GradeReport) -> str:
        """Why the whole is not decided."""
        return self("report.untrusted" if untrusted(report) else inconclusive_key(report))

    def elsewhere(self, report: GradeReport) -> str:
        """What is decided when the work is handed in; empty where that is nothing."""
        if report.elsewhere is None:
            return ""
        worth = self("report.worth", n=report.elsewhere.points)
        return self("report.elsewhere", n=report.elsewhere.checks, points=worth)


@cache
def words_of(language: Language) -> Words:
    """The catalogue of ``language``."""
    text = resources.files("grader.wording").joinpath(f"{language}.toml").read_text("utf-8")
    return Words(language, tomllib.loads(text))


def language_of(environment: Mapping[str, str] | None = None) -> Language:
    """The language of the locale, English where we do not have it.

    Args:
        environment: where ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` are looked up, in POSIX' order
            of precedence, and ``LANGUAGE``, a list by preference, as gettext does: it goes first,
            unless the locale is C or none; the process's by default.
    """
    environment = os.environ if environment is None else environment
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "",
    )
    wanted = [locale]
    if _code(locale) not in ("", "c", "posix"):
        wanted = [*filter(None, environment.get("LANGUAGE", "").split(":")), locale]
    codes = [_code(one) for one in wanted]
    return next((known for code in codes for known in LANGUAGES if known == code), "en")


def _code(locale: str) -> str:
    """``zh`` of ``zh_CN.UTF-8@pinyin``."""
    return re.split(r"[-_.@]", locale.strip().lower(), maxsplit=1)[0]


_ENGLISH = words_of("en")
VERDICTS: dict[Verdict, str] = {verdict: _ENGLISH.verdict(verdict) for verdict in Verdict}
ISOLATION: dict[IsolationLevel, str] = {
    level: _ENGLISH.isolation(level) for level in IsolationLevel
}
INCONCLUSIVE = _ENGLISH("report.inconclusive")


def untrusted(report: GradeReport) -> str | None:
    """The changed file for which full marks are not believed; None where that is not the reason."""
    if any(check.verdict is not Verdict.PASSED for check in report.checks):
        return None
    doubted = ("kit-check", "kit-grader", "kit-manifest")
    return next((flag.file for flag in report.flags if flag.kind in doubted), None)


def mark(verdict: Verdict) -> str:
    """One character for a verdict."""
    marks = {Verdict.PASSED: "✓", Verdict.NOT_RUN: "○", Verdict.INCONCLUSIVE: "?"}
    return marks.get(verdict, "✗")


def inconclusive_key(report: GradeReport) -> str:
    """The text about an undecided grading: of a check, or only of what is flagged."""
    undecided = any(check.verdict is Verdict.INCONCLUSIVE for check in report.checks)
    return "report.inconclusive" if undecided or not report.flags else "report.flagged"


def points(check: CheckResult) -> str:
    """What a check earned: a dash for one that counts in no total."""
    return "-" if check.verdict is Verdict.INCONCLUSIVE else number(check.score)


def perhaps(report: GradeReport) -> str:
    """How the known mistakes are introduced that fail the same checks, in English."""
    return _ENGLISH.perhaps(report)


def tone(report: GradeReport) -> str:
    """The colour of the whole: ``good``, ``part``, ``bad`` or ``open`` (not decided)."""
    if report.verdict is Verdict.INCONCLUSIVE:
        return "open"
    if report.verdict is Verdict.PASSED:
        return "good"
    return "part" if report.score else "bad"
