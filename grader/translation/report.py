"""A whole grading in the language of its reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from grader.classbook import ClassBook, Column, Grade
from grader.course import Exercise
from grader.model import CheckResult, GradeReport
from grader.translation.extract import EVENTS
from grader.translation.phrasebook import Phrasebook, phrasebook_of
from grader.wording import Language

_TEXTS = frozenset({"explanation"})
_NAMES = frozenset(
    {"attr", "holder", "lock", "name", "object", "on", "thread", "value", "waiting", "what"}
)
"""Keys of a witness whose texts are our words, or names of the student's."""


class Translator:
    """Puts gradings into one language.

    Args:
        exercises: of the course, by slug; gradings of others keep their authors' English.
        language: of the readers.
    """

    def __init__(self, exercises: Mapping[str, Exercise], language: Language) -> None:
        self.language = language
        self._exercises = exercises
        self._books: dict[str, Phrasebook] = {}

    def book(self, slug: str) -> Phrasebook:
        """The phrasebook of an exercise, read once."""
        if slug not in self._books:
            self._books[slug] = phrasebook_of(self._exercises.get(slug), self.language)
        return self._books[slug]

    def report(self, report: GradeReport) -> GradeReport:
        """A grading as it is shown."""
        if self.language == "en":
            return report
        book = self.book(report.exercise)
        return msgspec.structs.replace(
            report,
            title=book.exact(report.title),
            problem=None if report.problem is None else book.text(report.problem),
            checks=tuple(_check(check, book) for check in report.checks),
            flags=tuple(
                msgspec.structs.replace(flag, message=book.text(flag.message))
                for flag in report.flags
            ),
            misconceptions=tuple(
                msgspec.structs.replace(
                    idea, title=book.exact(idea.title), feedback=book.exact(idea.feedback)
                )
                for idea in report.misconceptions
            ),
        )

    def grade(self, grade: Grade) -> Grade:
        """A grade with its report, and with the words of the late policy."""
        if self.language == "en":
            return grade
        return msgspec.structs.replace(self.noted(grade), report=self.report(grade.report))

    def noted(self, grade: Grade) -> Grade:
        """A grade with the words of the late policy, its report left as it is."""
        late = grade.lateness
        if self.language == "en" or late is None:
            return grade
        book = self.book(grade.report.exercise)
        late = msgspec.structs.replace(late, why=book.text(late.why))
        return msgspec.structs.replace(grade, lateness=late)

    def titles(self, book: ClassBook) -> ClassBook:
        """A class with the titles that a class report shows; its gradings stay as they are."""
        if self.language == "en":
            return book
        return msgspec.structs.replace(
            book,
            columns=self._columns(book),
            grades=tuple(map(self._titled, book.grades)),
        )

    def class_book(self, book: ClassBook) -> ClassBook:
        """A class with all of its grades."""
        if self.language == "en":
            return book
        return msgspec.structs.replace(
            book, columns=self._columns(book), grades=tuple(map(self.grade, book.grades))
        )

    def _columns(self, book: ClassBook) -> tuple[Column, ...]:
        return tuple(
            msgspec.structs.replace(column, title=self.book(column.exercise).exact(column.title))
            for column in book.columns
        )

    def _titled(self, grade: Grade) -> Grade:
        book, report = self.book(grade.report.exercise), grade.report
        shown = msgspec.structs.replace(
            report,
            title=book.exact(report.title),
            checks=tuple(
                msgspec.structs.replace(check, title=book.exact(check.title))
                for check in report.checks
            ),
            flags=tuple(
                msgspec.structs.replace(flag, message=book.text(flag.message))
                for flag in report.flags
            ),
            misconceptions=tuple(
                msgspec.structs.replace(
                    idea, title=book.exact(idea.title), feedback=book.exact(idea.feedback)
                )
                for idea in report.misconceptions
            ),
        )
        return msgspec.structs.replace(grade, report=shown)


def _check(check: CheckResult, book: Phrasebook) -> CheckResult:
    return msgspec.structs.replace(
        check,
        title=book.exact(check.title),
        feedback=book.text(check.feedback),
        hint=None if check.hint is None else book.exact(check.hint),
        observed=None if check.observed is None else book.value(check.observed),
        expected=None if check.expected is None else book.value(check.expected),
        witness=None if check.witness is None else _witness(check.witness, book),
    )


def _witness(witness: dict[str, Any], book: Phrasebook) -> dict[str, Any]:
    """The witness with its names and its explanation translated; its events have their own words.

    A choice's texts are what a step does (with tabs, for the report to word), names of locks, or
    what is said at an end.
    """
    shown: dict[str, Any] = {}
    for key, value in witness.items():
        if key in _TEXTS and isinstance(value, str):
            shown[key] = book.text(value)
        elif key == "choices" and isinstance(value, dict):
            shown[key] = _choices(value, book)
        elif key == "events" and isinstance(value, list):
            shown[key] = [_event(event, book) for event in value]
        elif key in ("steps", "blocked", "waits", "threads"):
            shown[key] = _names(value, book)
        else:
            shown[key] = value
    return shown


def _event(event: Any, book: Phrasebook) -> Any:
    """An event of a process: the report has words for it, but for what a hung one waits for, and
    for what the check's author noted."""
    what = event.get("what") if isinstance(event, dict) else None
    if not isinstance(what, str) or what in EVENTS or what.startswith("raised "):
        return event
    if what == "hangs":
        on = event.get("on")
        return event | {"on": book.value(on)} if isinstance(on, str) else event
    return event | {"what": book.note(what)}


def _names(item: Any, book: Phrasebook) -> Any:
    """A copy of ``item`` whose names are translated wherever they stand."""
    if isinstance(item, list | tuple):
        return [_names(one, book) for one in item]
    if not isinstance(item, dict):
        return item
    return {key: _named(key, value, book) for key, value in item.items()}


def _named(key: str, value: Any, book: Phrasebook) -> Any:
    if isinstance(value, str):
        return book.value(value) if key in _NAMES else value
    if key == "holds" and isinstance(value, list):
        return [book.value(one) if isinstance(one, str) else _names(one, book) for one in value]
    return _names(value, book)


def _choices(choices: dict[str, Any], book: Phrasebook) -> dict[str, Any]:
    texts, threads = choices.get("texts"), choices.get("threads")
    if not isinstance(texts, list) or not isinstance(threads, list):
        return choices
    return choices | {
        "texts": [_choice(text, book) for text in texts],
        "threads": [book.value(name) if isinstance(name, str) else name for name in threads],
    }


def _choice(text: Any, book: Phrasebook) -> Any:
    if not isinstance(text, str):
        return text
    op, tab, rest = text.partition("\t")
    if tab:
        return "\t".join((op, *map(book.value, rest.split("\t"))))
    shown = book.text(text)
    return shown if shown != text else book.value(text)
