"""Arguments that several subcommands share."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.wording import Language, Words

ExerciseArgument = Annotated[
    str | None, typer.Argument(metavar="EX", help="Exercise, as `grader list` names it.")
]


class Lang(StrEnum):
    """The languages of ``--lang``."""

    EN = "en"
    ZH = "zh"


LanguageOption = Annotated[
    Lang | None,
    typer.Option(
        "--lang", metavar="en|zh", help="Language of our words; that of the locale by default."
    ),
]


def language(lang: Lang | None) -> Language:
    """The language that was asked for, else that of the locale."""
    from grader.wording import language_of

    return language_of() if lang is None else lang.value


def words(lang: Lang | None) -> Words:
    """The words of :func:`language`."""
    from grader.wording import words_of

    return words_of(language(lang))


def chosen(exercise: str | None, what: str) -> str:
    """The exercise that was named.

    Raises:
        UsageError: none was; the message says what there is.
    """
    if exercise:
        return exercise
    from grader.course import load_course

    names = ", ".join(load_course().exercises) or "none yet"
    raise UsageError("no exercise", f"say which one to {what}", f"There are: {names}.")
